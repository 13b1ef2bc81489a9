import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import type { Json } from '../../../../../lib/json.js';
import type { SoftwareConfigSummary, SoftwareConfigView } from '../../../app/use-cases/software.js';
import { noContent } from '../http/answers.js';
import { anyJson, jsonObject, shortText } from '../http/body-values.js';
import type { RestApp, RestContext } from '../context.js';
import { heatTime } from '../http/heat-time.js';
import { booleanOf, pageOf, querySchema } from '../http/query.js';
import { tenantParams } from '../stacks/stack-of.js';

const tags = ['software configs'];
const CONFIGS = '/v1/:tenant/software_configs';
const params = tenantParams.extend({ configId: z.string() });

const newConfig = z.looseObject({
  name: shortText.nullish(),
  group: shortText.nullish().meta({ description: 'Which tool on the server it is for, such as `script`' }),
  config: anyJson.meta({ description: 'A script, or what else the tool reads' }),
  inputs: declarations('inputs').meta({
    description: 'Of each: `name`, `description`, `type`, `default`, `replace_on_change`, `value`',
  }),
  outputs: declarations('outputs').meta({
    description: 'Of each: `name`, `description`, `type`, `error_output`',
  }),
  options: anyJson,
});

const summarySchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  group: z.string().nullable(),
  creation_time: z.string(),
});

const declared = z.array(z.record(z.string(), z.unknown()));
export const softwareConfigSchema = summarySchema.extend({
  config: z.unknown(),
  inputs: declared,
  outputs: declared,
  options: z.unknown(),
});

/** Software configs, with Heat's shapes. One never changes: there is no PUT. */
export function softwareConfigRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    CONFIGS,
    {
      config: { action: 'software_configs:index' },
      schema: {
        tags,
        summary: 'Software configs, newest first, without their texts',
        params: tenantParams,
        querystring: querySchema({
          limit: 'Configs of a page',
          marker: 'Id of the config after which the page starts',
          global_tenant: 'true: of all tenants, which is allowed to nobody',
        }),
        response: { 200: z.object({ software_configs: z.array(summarySchema) }) },
      },
    },
    async ({ params: { tenant }, query }) => {
      // Heat's policy without a configuration.
      if (booleanOf(query, 'global_tenant'))
        throw new IsothermError(
          'request.forbidden',
          'You are not authorized to use software_configs:global_index: leave out global_tenant.',
        );
      return {
        software_configs: (await useCases.software.listConfigs(tenant, pageOf(query))).map(summaryOf),
      };
    },
  );

  app.post(
    CONFIGS,
    {
      config: { action: 'software_configs:create' },
      schema: {
        tags,
        summary: 'Makes a software config; it never changes',
        params: tenantParams,
        body: newConfig,
        response: { 200: z.object({ software_config: softwareConfigSchema }) },
      },
    },
    async ({ params: { tenant }, body }) => {
      const made = await useCases.software.createConfig(tenant, {
        name: body.name ?? null,
        group: body.group ?? null,
        config: (body.config ?? null) as Json,
        inputs: body.inputs ?? [],
        outputs: body.outputs ?? [],
        options: (body.options ?? {}) as Json,
      });
      return { software_config: softwareConfigBody(made) };
    },
  );

  app.get(
    `${CONFIGS}/:configId`,
    {
      config: { action: 'software_configs:show' },
      schema: {
        tags,
        summary: 'One software config',
        params,
        response: { 200: z.object({ software_config: softwareConfigSchema }) },
      },
    },
    async ({ params: { tenant, configId } }) => ({
      software_config: softwareConfigBody(await useCases.software.showConfig(tenant, configId)),
    }),
  );

  app.delete(
    `${CONFIGS}/:configId`,
    {
      config: { action: 'software_configs:delete' },
      schema: {
        tags,
        summary: 'Deletes a software config that no deployment has',
        params,
        response: noContent,
      },
    },
    async ({ params: { tenant, configId } }, reply) => {
      await useCases.software.deleteConfig(tenant, configId);
      return reply.code(204).send(null);
    },
  );
}

function declarations(key: string) {
  const list = `${key} must be in a list`;
  return z.array(jsonObject, list).nullish();
}

function summaryOf(config: SoftwareConfigSummary): z.infer<typeof summarySchema> {
  const { id, name, group, createdAt } = config;
  return { id, name, group, creation_time: heatTime(createdAt) };
}

export function softwareConfigBody(config: SoftwareConfigView): z.infer<typeof softwareConfigSchema> {
  const { inputs, outputs, options } = config;
  return {
    ...summaryOf(config),
    config: config.config,
    inputs: [...inputs],
    outputs: [...outputs],
    options,
  };
}
