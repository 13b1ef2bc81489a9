import { z } from 'zod';
import type { Json } from '../../../../../lib/json.js';
import type { SoftwareDeploymentView } from '../../../app/use-cases/software.js';
import { noContent } from '../http/answers.js';
import { anyJson, plainText, shortText } from '../http/body-values.js';
import type { RestApp, RestContext } from '../context.js';
import { heatTime } from '../http/heat-time.js';
import { pageOf, querySchema, textOf } from '../http/query.js';
import { softwareConfigBody, softwareConfigSchema } from './software-configs.js';
import { tenantParams } from '../stacks/stack-of.js';

const tags = ['software deployments'];
const DEPLOYMENTS = '/v1/:tenant/software_deployments';
const params = tenantParams.extend({ deploymentId: z.string() });

const state = {
  action: shortText.nullish(),
  status: shortText.nullish().meta({ description: 'Such as IN_PROGRESS, COMPLETE or FAILED' }),
  status_reason: plainText.nullish(),
  input_values: anyJson.meta({ description: 'Values of the inputs, by name' }),
};
const newDeployment = z.looseObject({
  config_id: z.string('it must be the id of a software config'),
  server_id: shortText.refine((text) => text !== '', 'it must name a server'),
  ...state,
});
const changes = z.looseObject({
  config_id: z.string().nullish(),
  ...state,
  output_values: anyJson.meta({ description: 'What the deployment has said, by name of the output' }),
});

const deploymentSchema = z.object({
  id: z.string(),
  server_id: z.string(),
  config_id: z.string(),
  input_values: z.unknown(),
  output_values: z.unknown(),
  action: z.string().nullable(),
  status: z.string().nullable(),
  status_reason: z.string().nullable(),
  creation_time: z.string(),
  updated_time: z.string().optional().meta({ description: 'Absent before the first change' }),
});
const one = { 200: z.object({ software_deployment: deploymentSchema }) };

/** Software deployments, with Heat's shapes. */
export function softwareDeploymentRoutes(app: RestApp, context: RestContext): void {
  listRoutes(app, context);
  changingRoutes(app, context);
}

function listRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    DEPLOYMENTS,
    {
      config: { action: 'software_deployments:index' },
      schema: {
        tags,
        summary: 'Software deployments, oldest first',
        params: tenantParams,
        querystring: querySchema({
          server_id: 'Only those of this server',
          limit: 'Ours: deployments of a page',
          marker: 'Ours: id of the deployment after which the page starts',
        }),
        response: { 200: z.object({ software_deployments: z.array(deploymentSchema) }) },
      },
    },
    async ({ params: { tenant }, query }) => {
      const server = textOf(query, 'server_id');
      const found = await useCases.software.listDeployments(tenant, {
        ...pageOf(query),
        ...(server ? { server } : {}),
      });
      return { software_deployments: found.map(bodyOf) };
    },
  );

  app.get(
    `${DEPLOYMENTS}/metadata/:serverId`,
    {
      config: { action: 'software_deployments:metadata' },
      schema: {
        tags,
        summary: 'The configs that are deployed to a server, by their names',
        params: tenantParams.extend({ serverId: z.string() }),
        response: { 200: z.object({ metadata: z.array(softwareConfigSchema) }) },
      },
    },
    async ({ params: { tenant, serverId } }) => ({
      metadata: (await useCases.software.configsOfServer(tenant, serverId)).map(softwareConfigBody),
    }),
  );

  app.get(
    `${DEPLOYMENTS}/:deploymentId`,
    {
      config: { action: 'software_deployments:show' },
      schema: { tags, summary: 'One software deployment', params, response: one },
    },
    async ({ params: { tenant, deploymentId } }) => ({
      software_deployment: bodyOf(await useCases.software.showDeployment(tenant, deploymentId)),
    }),
  );
}

function changingRoutes(app: RestApp, { useCases }: RestContext): void {
  app.post(
    DEPLOYMENTS,
    {
      config: { action: 'software_deployments:create' },
      schema: {
        tags,
        summary: 'Deploys a config to a server',
        params: tenantParams,
        body: newDeployment,
        response: one,
      },
    },
    async ({ params: { tenant }, body }) => {
      const made = await useCases.software.createDeployment(tenant, {
        configId: body.config_id,
        serverId: body.server_id,
        action: body.action ?? null,
        status: body.status ?? null,
        statusReason: body.status_reason ?? null,
        inputValues: (body.input_values ?? {}) as Json,
      });
      return { software_deployment: bodyOf(made) };
    },
  );

  app.put(
    `${DEPLOYMENTS}/:deploymentId`,
    {
      config: { action: 'software_deployments:update' },
      schema: {
        tags,
        summary: 'Says how it went, or gives it another config; what is left out or empty stays as it is',
        params,
        body: changes,
        response: one,
      },
    },
    async ({ params: { tenant, deploymentId }, body }) => {
      const changed = await useCases.software.updateDeployment(tenant, deploymentId, {
        configId: body.config_id ?? null,
        action: body.action ?? null,
        status: body.status ?? null,
        statusReason: body.status_reason ?? null,
        inputValues: (body.input_values ?? null) as Json,
        outputValues: (body.output_values ?? null) as Json,
      });
      return { software_deployment: bodyOf(changed) };
    },
  );

  app.delete(
    `${DEPLOYMENTS}/:deploymentId`,
    {
      config: { action: 'software_deployments:delete' },
      schema: {
        tags,
        summary: 'Deletes a software deployment; its config stays',
        params,
        response: noContent,
      },
    },
    async ({ params: { tenant, deploymentId } }, reply) => {
      await useCases.software.deleteDeployment(tenant, deploymentId);
      return reply.code(204).send(null);
    },
  );
}

function bodyOf(deployment: SoftwareDeploymentView): z.infer<typeof deploymentSchema> {
  const { id, action, status, updatedAt } = deployment;
  return {
    id,
    server_id: deployment.serverId,
    config_id: deployment.configId,
    input_values: deployment.inputValues,
    output_values: deployment.outputValues,
    action,
    status,
    status_reason: deployment.statusReason,
    creation_time: heatTime(deployment.createdAt),
    ...(updatedAt ? { updated_time: heatTime(updatedAt) } : {}),
  };
}
