import { z } from 'zod';
import type { RestApp, RestContext } from '../context.js';
import { STACK, stackOf, stackParams } from './stack-of.js';

const tags = ['templates'];

const section = z.record(z.string(), z.unknown());

/** Heat's sections. */
export const environmentSchema = z
  .looseObject({
    parameters: section.meta({ description: 'Hidden ones as `******`' }),
    parameter_defaults: section,
    resource_registry: section,
    event_sinks: z.array(z.unknown()),
    encrypted_param_names: z.array(z.string()),
  })
  .partial();

export function environmentRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    `${STACK}/environment`,
    {
      config: { action: 'stacks:environment' },
      schema: {
        tags,
        summary: 'The environment in force: its files, its body and what updates kept, as one',
        params: stackParams,
        response: { 200: environmentSchema },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return useCases.showEnvironment(tenant, id);
    },
  );

  app.get(
    `${STACK}/files`,
    {
      config: { action: 'stacks:files' },
      schema: {
        tags,
        summary: 'The files that came with the template, by name, hidden values in them as ******',
        params: stackParams,
        response: { 200: z.record(z.string(), z.string()) },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      return useCases.showFiles(tenant, id);
    },
  );
}
