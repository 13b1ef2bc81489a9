import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';
import type { EventQuery, EventView, StackIdentity } from '../../../app/use-cases/use-cases.js';
import type { RestApp, RestContext } from '../context.js';
import { eventBody, eventSchema, eventSummary, eventSummarySchema } from './event-view.js';
import { linkSchema, nextPage } from '../http/links.js';
import { directionOf, integerOf, querySchema, textOf, textsOf, wordsOf, type Query } from '../http/query.js';
import { resourceParams, STACK, stackOf, stackParams } from '../stacks/stack-of.js';

const tags = ['events'];
const querystring = querySchema({
  limit: 'Events of a page',
  marker: 'Id of the event after which the page starts',
  nested_depth: 'More than 0: with a link to the root stack; no stack is nested',
  sort_dir: 'desc (the newest first, the default) or asc',
  resource_name: 'Only events of these resources',
  resource_status: 'Only events with these status words, such as FAILED',
  resource_action: 'Only events with these actions, such as CREATE',
  resource_type: 'Only events of resources of these types',
});
const listBody = z.object({ events: z.array(eventSummarySchema), links: z.array(linkSchema).optional() });

export function eventRoutes(app: RestApp, { useCases }: RestContext): void {
  app.get(
    `${STACK}/events`,
    {
      config: { action: 'events:index' },
      schema: {
        tags,
        summary: 'Events of a stack',
        params: stackParams,
        querystring,
        response: { 200: listBody },
      },
    },
    async (request) => {
      const stack = await stackOf(useCases, request.params);
      const query = eventQuery(request.query);
      const events = await useCases.listEvents(stack.tenant, stack.id, query);
      return pageOf(request, stack, events, query);
    },
  );

  app.get(
    `${STACK}/resources/:resource/events`,
    {
      config: { action: 'events:index' },
      schema: {
        tags,
        summary: 'Events of a resource',
        params: resourceParams,
        querystring,
        response: { 200: listBody },
      },
    },
    async (request) => {
      const stack = await stackOf(useCases, request.params);
      const { resource } = request.params;
      const query = { ...eventQuery(request.query), resources: [resource] };
      const events = await useCases.listEvents(stack.tenant, stack.id, query);
      if (events.length === 0) {
        throw new IsothermError('event.not-found', `No events found for resource ${resource}`);
      }
      return pageOf(request, stack, events, query);
    },
  );

  app.get(
    `${STACK}/resources/:resource/events/:eventId`,
    {
      config: { action: 'events:show' },
      schema: {
        tags,
        summary: 'One event',
        params: resourceParams.extend({ eventId: z.string() }),
        response: { 200: z.object({ event: eventSchema }) },
      },
    },
    async (request) => {
      const stack = await stackOf(useCases, request.params);
      const { resource, eventId } = request.params;
      const event = await useCases.showEvent(stack.tenant, stack.id, resource, eventId);
      return { event: eventBody(request, stack, event) };
    },
  );
}

function pageOf(
  request: FastifyRequest<{ Querystring: Query }>,
  stack: StackIdentity,
  events: readonly EventView[],
  { limit }: EventQuery,
): z.infer<typeof listBody> {
  // Who asks for nested stacks too is told the root, as in Heat.
  const linksRoot = (integerOf(request.query, 'nested_depth') ?? 0) > 0;
  return {
    events: events.map((event) => eventSummary(request, stack, event, { linksRoot })),
    ...nextPage(request, events, limit),
  };
}

function eventQuery(query: Query): EventQuery {
  integerOf(query, 'nested_depth');
  const filters = {
    limit: integerOf(query, 'limit'),
    marker: textOf(query, 'marker'),
    sortDir: directionOf(query) ?? 'desc',
    resources: textsOf(query, 'resource_name'),
    statuses: wordsOf(query, 'resource_status'),
    actions: wordsOf(query, 'resource_action'),
    types: textsOf(query, 'resource_type'),
  };
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined));
}
