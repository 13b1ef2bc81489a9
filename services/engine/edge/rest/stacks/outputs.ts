import { z } from 'zod';
import type { RestApp, RestContext } from '../context.js';
import { NO_OUTPUT_DESCRIPTION, outputBody, outputSchema } from './output-view.js';
import { STACK, stackOf, stackParams } from './stack-of.js';

const listBody = z.object({
  outputs: z.array(z.object({ output_key: z.string(), description: z.string() })),
});

export function outputRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    `${STACK}/outputs`,
    {
      config: { action: 'stacks:list_outputs' },
      schema: {
        tags: ['outputs'],
        summary: 'Names of the outputs',
        params: stackParams,
        response: { 200: listBody },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      const outputs = await useCases.listOutputs(tenant, id);
      return {
        outputs: outputs.map(({ name, description }) => ({
          output_key: name,
          description: description || NO_OUTPUT_DESCRIPTION,
        })),
      };
    },
  );

  app.get(
    `${STACK}/outputs/:output`,
    {
      config: { action: 'stacks:show_output' },
      schema: {
        tags: ['outputs'],
        summary: 'One output with its value',
        params: stackParams.extend({ output: z.string() }),
        response: { 200: z.object({ output: outputSchema }) },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return { output: outputBody(await useCases.showOutput(tenant, id, params.output)) };
    },
  );
}
