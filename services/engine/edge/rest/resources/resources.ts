import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import type { ResourceQuery } from '../../../app/use-cases/use-cases.js';
import type { RestApp, RestContext } from '../context.js';
import {
  booleanOf,
  integerOf,
  querySchema,
  refuseQuery,
  textsOf,
  wordsOf,
  type Query,
} from '../http/query.js';
import { resourceBody, resourceSchema, resourceSummary, resourceSummarySchema } from './resource-view.js';
import { resourceParams, STACK, stackOf, stackParams } from '../stacks/stack-of.js';

const tags = ['resources'];
const listQuery = {
  name: 'Only resources of these names',
  type: 'Only resources of these types',
  status: 'Only resources with these status words, such as FAILED',
  action: 'Only resources with these last actions, such as CREATE',
  physical_resource_id: 'Only resources with these physical ids',
  with_detail: 'true: with description and attributes',
};

export function resourceRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    `${STACK}/resources`,
    {
      config: { action: 'resource:index' },
      schema: {
        tags,
        summary: 'Resources of a stack',
        params: stackParams,
        querystring: querySchema(listQuery),
        response: { 200: z.object({ resources: z.array(z.union([resourceSchema, resourceSummarySchema])) }) },
      },
    },
    async (request) => {
      const query = request.query as Query;
      const stack = await stackOf(useCases, request.params);
      const resources = await useCases.listResources(stack.tenant, stack.id, resourceQuery(query));
      const view = booleanOf(query, 'with_detail') ? resourceBody : resourceSummary;
      return { resources: resources.map((resource) => view(request, stack, resource)) };
    },
  );

  app.get(
    `${STACK}/resources/:resource`,
    {
      config: { action: 'resource:show' },
      schema: {
        tags,
        summary: 'A resource with its attributes',
        params: resourceParams,
        querystring: querySchema({
          with_attr: 'An attribute that is shown as null where there is none of this name; repeatable',
        }),
        response: { 200: z.object({ resource: resourceSchema }) },
      },
    },
    async (request) => {
      const stack = await stackOf(useCases, request.params);
      const resource = await useCases.showResource(stack.tenant, stack.id, request.params.resource);
      const body = resourceBody(request, stack, resource);
      const asked = textsOf(request.query, 'with_attr') ?? [];
      const none = Object.fromEntries(asked.map((name) => [name, null]));
      return { resource: { ...body, attributes: { ...none, ...body.attributes } } };
    },
  );

  app.get(
    `${STACK}/resources/:resource/metadata`,
    {
      config: { action: 'resource:metadata' },
      schema: {
        tags,
        summary: 'Metadata of a resource',
        params: resourceParams,
        response: { 200: z.object({ metadata: z.unknown() }) },
      },
    },
    async ({ params }) => {
      const { tenant, id } = await stackOf(useCases, params);
      const { metadata } = await useCases.showResource(tenant, id, params.resource);
      return { metadata: metadata ?? {} };
    },
  );
}

/** Nested stacks are not there yet, so any depth finds the same resources. */
const known = new Set([...Object.keys(listQuery), 'id', 'nested_depth']);

/** @throws IsothermError `request.invalid` for a filter that Heat does not have either. */
function resourceQuery(query: Query): ResourceQuery {
  const invalid = Object.keys(query).filter((name) => !known.has(name));
  if (invalid.length > 0) {
    const names = invalid.map((name) => `'${name}'`).join(', ');
    throw new IsothermError('request.invalid', `Invalid filter parameters [${names}]`);
  }
  refuseQuery(query, ['id']);
  integerOf(query, 'nested_depth');
  const filters = {
    names: textsOf(query, 'name'),
    types: textsOf(query, 'type'),
    statuses: wordsOf(query, 'status'),
    actions: wordsOf(query, 'action'),
    physicalIds: textsOf(query, 'physical_resource_id'),
  };
  return Object.fromEntries(Object.entries(filters).filter(([, values]) => values !== undefined));
}
