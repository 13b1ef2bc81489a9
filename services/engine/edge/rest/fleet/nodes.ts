import { z } from 'zod';
import type { NodeDetail, NodeView } from '../../../app/use-cases/nodes.js';
import type { RestApp, RestContext } from '../context.js';
import { tenantParams } from '../stacks/stack-of.js';

const tags = ['nodes'];

const nodeBody = z.object({
  node: z.string(),
  status: z
    .enum(['up', 'silent'])
    .meta({ description: 'silent: neither a worker nor an observer runs there' }),
  workers: z.array(z.string()),
  observers: z.array(z.string()),
  things: z.int(),
  left_overs: z.int().meta({ description: 'Declared gone, and deleted should the node come back' }),
});
const detailBody = nodeBody.extend({
  living: z.array(
    z.object({
      tenant: z.string(),
      stack_name: z.string(),
      stack_id: z.string(),
      resource_name: z.string(),
      resource_type: z.string(),
      physical_resource_id: z.string(),
    }),
  ),
});

/** Ours: the places where things live. */
export function nodeRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    '/v1/:tenant/nodes',
    {
      config: { action: 'nodes:index' },
      schema: {
        tags,
        summary: 'Places where things live',
        params: tenantParams,
        response: { 200: z.object({ nodes: z.array(nodeBody) }) },
      },
    },
    async () => ({ nodes: (await useCases.nodes.listNodes()).map(bodyOf) }),
  );

  const params = tenantParams.extend({ node: z.string() });
  const response = { 200: z.object({ node: detailBody }) };
  app.get(
    '/v1/:tenant/nodes/:node',
    {
      config: { action: 'nodes:show' },
      schema: { tags, summary: 'One of them, with all that lives there', params, response },
    },
    async (request) => ({ node: detailOf(await useCases.nodes.showNode(request.params.node)) }),
  );
  app.post(
    '/v1/:tenant/nodes/:node/forget',
    {
      config: { action: 'nodes:forget' },
      schema: {
        tags,
        summary: 'Declares gone all that lives on a silent node; answers what that was',
        params,
        response,
      },
    },
    async (request) => ({ node: detailOf(await useCases.nodes.forgetNode(request.params.node)) }),
  );
}

function bodyOf({ node, silent, workers, observers, things, leftOvers }: NodeView): z.infer<typeof nodeBody> {
  return {
    node,
    status: silent ? 'silent' : 'up',
    workers: [...workers],
    observers: [...observers],
    things,
    left_overs: leftOvers,
  };
}

function detailOf(node: NodeDetail): z.infer<typeof detailBody> {
  return {
    ...bodyOf(node),
    living: node.living.map(({ tenant, stack, stackId, resource, type, physicalId }) => ({
      tenant,
      stack_name: stack,
      stack_id: stackId,
      resource_name: resource,
      resource_type: type,
      physical_resource_id: physicalId,
    })),
  };
}
