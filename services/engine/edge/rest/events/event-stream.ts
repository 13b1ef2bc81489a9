import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerResponse } from 'node:http';
import { once } from 'node:events';
import { IsothermError } from '../../../../../lib/errors.js';
import { eventId, eventSequence } from '../../../app/use-cases/event-id.js';
import type { EventView, StackIdentity } from '../../../app/use-cases/use-cases.js';
import { textAnswer } from '../http/answers.js';
import type { RestApp, RestContext } from '../context.js';
import { eventBody } from './event-view.js';
import { stackUrl } from '../http/links.js';
import { querySchema, textOf, type Query } from '../http/query.js';
import { STACK, stackOf, stackParams } from '../stacks/stack-of.js';

/**
 * Server-sent events: those after `Last-Event-ID` (a sequence number or an event's id; 0, the default: all that are kept), then
 * live ones. A browser's or our own client resumes by itself where it was cut off, without a gap.
 */
export function eventStreamRoutes(app: RestApp, context: RestContext): void {
  app.get(
    `${STACK}/events/stream`,
    {
      config: { action: 'events:stream' },
      schema: {
        tags: ['events'],
        summary: 'Live events of a stack, as server-sent events',
        description: 'The id of each is its sequence number; Last-Event-ID or `after` resumes behind it.',
        params: stackParams,
        response: textAnswer('text/event-stream', 'Events, until one of both ends it, or the token ends'),
        querystring: querySchema({ after: 'Sequence number or id of the event after which to start' }),
      },
    },
    async (request, reply) => {
      const stack = await stackOf(context.useCases, request.params);
      await stream(context, request, reply, stack, startOf(request, stack));
      return reply;
    },
  );
}

async function stream(
  context: RestContext,
  request: FastifyRequest,
  reply: FastifyReply,
  stack: StackIdentity,
  after: number,
): Promise<void> {
  const cut = new AbortController();
  const end = () => {
    cut.abort();
  };
  const { raw } = reply;
  // Whoever left while the stack was looked for will not leave again.
  if (raw.closed) end();
  else raw.once('close', end);
  // Whoever follows has to say again who it is.
  const forgetToken = request.principal?.onEnd?.(end);
  const signal = AbortSignal.any([cut.signal, context.stopping]);
  const events = context.useCases.followEvents(stack.tenant, stack.id, after, signal);
  reply.hijack();
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
    'x-openstack-request-id': request.id,
  });
  raw.write(': follows\n\n');
  const keepAlive = setInterval(() => raw.write(': still there\n\n'), context.keepAliveMs);
  try {
    for await (const event of events) {
      if (signal.aborted) break;
      await write(raw, textOfEvent(request, stack, event), signal);
    }
  } catch (err) {
    // The answer has begun: all that can be said now is that it ends. The client resumes.
    if (!signal.aborted) request.log.warn({ err, stack: stack.id }, 'an event stream broke');
  } finally {
    clearInterval(keepAlive);
    forgetToken?.();
    raw.end();
  }
}

/** Of events that are in memory for all their followers: each is written once for those who came by the same address. */
const texts = new WeakMap<EventView, { readonly root: string; readonly text: string }>();

function textOfEvent(request: FastifyRequest, stack: StackIdentity, event: EventView): string {
  const root = stackUrl(request, stack);
  const known = texts.get(event);
  if (known?.root === root) return known.text;
  const data = JSON.stringify(eventBody(request, stack, event));
  const text = `id: ${event.sequence}\nevent: event\ndata: ${data}\n\n`;
  texts.set(event, { root, text });
  return text;
}

/** Waits for a slow reader, so that its events do not pile up here. */
async function write(raw: ServerResponse, text: string, signal: AbortSignal): Promise<void> {
  if (!raw.write(text)) await once(raw, 'drain', { signal });
}

/** The number after which to start, or the id of an event of the stack. */
function startOf(request: FastifyRequest, stack: StackIdentity): number {
  const last = request.headers['last-event-id'];
  if (typeof last === 'string' && last !== '') return sequenceIn('Last-Event-ID', last, stack);
  const after = textOf(request.query as Query, 'after');
  return after === undefined ? 0 : sequenceIn('after', after, stack);
}

function sequenceIn(name: string, text: string, stack: StackIdentity): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const sequence = eventSequence(text);
  if (sequence !== undefined && eventId(stack.id, sequence) === text) return sequence;
  throw new IsothermError(
    'request.invalid',
    `${name} is ${JSON.stringify(text.slice(0, 80))}: give the sequence number or the id of an event of the stack.`,
  );
}
