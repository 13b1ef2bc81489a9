import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import type { RestApp, RestContext } from '../context.js';
import { matchingNames } from './name-pattern.js';
import { heatAttribute, heatProperty } from './property-schema.js';
import { booleanOf, querySchema, textOf, textsOf, type Query } from '../http/query.js';
import { tenantParams } from '../stacks/stack-of.js';
import { cfnSkeleton, hotSkeleton } from './template-skeleton.js';

const tags = ['resource types'];
const params = tenantParams.extend({ type: z.string() });

const statuses = ['UNKNOWN', 'SUPPORTED', 'DEPRECATED', 'UNSUPPORTED', 'HIDDEN'];
const supportStatus = z.object({
  status: z.literal('SUPPORTED'),
  message: z.null(),
  version: z.null(),
  previous_status: z.null(),
});
const supported: z.infer<typeof supportStatus> = {
  status: 'SUPPORTED',
  message: null,
  version: null,
  previous_status: null,
};

const typeBody = z.object({
  resource_type: z.string(),
  description: z.string().optional(),
  properties: z.record(z.string(), z.record(z.string(), z.unknown())),
  attributes: z.record(z.string(), z.record(z.string(), z.unknown())),
  support_status: supportStatus,
});
const listBody = z.object({
  resource_types: z.union([
    z.array(z.string()),
    z.array(z.object({ resource_type: z.string(), description: z.string() })),
  ]),
});

export function resourceTypeRoutes(app: RestApp, { useCases }: RestContext): void {
  const shown = async (request: FastifyRequest, type: string) => {
    if (request.hiddenTypes([type]).length === 0) return useCases.showResourceType(type);
    throw new IsothermError('resource-type.not-found', `The Resource Type (${type}) could not be found.`);
  };

  app.get(
    '/v1/:tenant/resource_types',
    {
      config: { action: 'stacks:list_resource_types' },
      schema: {
        tags,
        summary: 'Resource types',
        params: tenantParams,
        querystring: querySchema({
          name: 'Regular expression that their names begin with',
          support_status: 'All of ours are SUPPORTED',
          version: 'Only types that there are since this version; ours say none',
          with_description: 'true: objects with a description',
        }),
        response: { 200: listBody },
      },
    },
    async (request) => {
      const query = request.query as Query;
      const all = await useCases.listResourceTypes();
      const every = all.map(({ type }) => type);
      const hidden = new Set(request.hiddenTypes(every));
      const names = every.filter((type) => !hidden.has(type));
      const wanted = new Set(matchingNames(names, textOf(query, 'name')));
      const found = isSupportedWanted(query) ? all.filter(({ type }) => wanted.has(type)) : [];
      if (!booleanOf(query, 'with_description')) return { resource_types: found.map(({ type }) => type) };
      return {
        resource_types: found.map(({ type, description }) => ({ resource_type: type, description })),
      };
    },
  );

  app.get(
    '/v1/:tenant/resource_types/:type',
    {
      config: { action: 'stacks:resource_schema' },
      schema: {
        tags,
        summary: 'Properties and attributes of a type',
        params,
        querystring: querySchema({ with_description: 'true: with the description of the type' }),
        response: { 200: typeBody },
      },
    },
    async (request) => {
      const schema = await shown(request, request.params.type);
      const withDescription = booleanOf(request.query, 'with_description');
      return {
        resource_type: schema.type,
        ...(withDescription ? { description: schema.description } : {}),
        properties: mapValues(schema.properties, heatProperty),
        attributes: mapValues(schema.attributes, heatAttribute),
        support_status: supported,
      };
    },
  );

  app.get(
    '/v1/:tenant/resource_types/:type/template',
    {
      config: { action: 'stacks:generate_template' },
      schema: {
        tags,
        summary: 'A first template with a resource of the type',
        params,
        querystring: querySchema({ template_type: 'cfn (default) or hot' }),
        response: { 200: z.record(z.string(), z.unknown()) },
      },
    },
    async (request, reply) => {
      const wanted = textOf(request.query, 'template_type')?.toLowerCase() ?? 'cfn';
      const skeleton = wanted === 'hot' ? hotSkeleton : wanted === 'cfn' ? cfnSkeleton : undefined;
      if (!skeleton) {
        throw new IsothermError(
          'request.invalid',
          `Template type is not supported: Invalid template type "${wanted}", valid types are: cfn, hot.`,
        );
      }
      return reply.type('application/json').send(skeleton(await shown(request, request.params.type)));
    },
  );
}

/** All of ours are supported, from no version on. @throws IsothermError `request.invalid` for a status that there is not. */
function isSupportedWanted(query: Query): boolean {
  const wanted = textsOf(query, 'support_status')?.map((status) => status.toUpperCase());
  const unknown = wanted?.find((status) => !statuses.includes(status));
  if (unknown !== undefined) {
    const known = statuses.map((status) => `'${status}'`).join(', ');
    throw new IsothermError(
      'request.invalid',
      `Data supplied was not valid: Invalid support status and should be one of (${known})`,
    );
  }
  return (wanted?.includes('SUPPORTED') ?? true) && !textOf(query, 'version');
}

function mapValues<From, To>(map: Readonly<Record<string, From>>, change: (value: From) => To) {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, change(value)]));
}
