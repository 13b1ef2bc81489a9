import type { Clock } from '../../lib/clock.js';
import type { StackSink } from '../../lib/hot/environment/event-sinks.js';
import type { OutboxEvent } from './app/event-sink.js';
import { OwnRelay } from './app/own-sinks/own-relay.js';
import type { DeliverToOwn, SendingPorts } from './app/own-sinks/sending.js';
import type { EngineConfig } from './config.js';
import { OwnWebhooks } from './edge/events/own-webhooks.js';
import { ProjectTokens } from './edge/events/project-tokens.js';
import { ZaqarQueues } from './edge/events/zaqar-queues.js';

/** Sends the events of stacks to where their environments say; undefined: environments may not say where. */
export function ownRelay(
  { events, identity }: Pick<EngineConfig, 'events' | 'identity'>,
  ports: Omit<SendingPorts, 'deliver'>,
): OwnRelay | undefined {
  const { own, zaqar, gatherMs, backoff } = events;
  if (own.hosts.length === 0 && zaqar.url === undefined) return undefined;
  const deliver = deliverBy(new OwnWebhooks(own, ports.clock), zaqarOf(events, identity, ports.clock));
  const { atOnce, batch, giveUpMs } = own;
  const pauses = { firstMs: backoff.baseMs, longestMs: backoff.capMs };
  return new OwnRelay({ ...ports, deliver }, { atOnce, batch, giveUpMs, gatherMs, backoff: pauses });
}

function deliverBy(webhooks: OwnWebhooks, zaqar: ZaqarQueues | undefined): DeliverToOwn {
  return async (sink: StackSink, events: readonly OutboxEvent[], signal: AbortSignal) => {
    if (sink.type === 'webhook') await webhooks.deliver(sink, events, signal);
    else if (zaqar) await zaqar.deliver(sink, events, signal);
    else throw new Error('there is no Zaqar to send events to (events.zaqar.url)');
  };
}

function zaqarOf(
  { zaqar, own }: EngineConfig['events'],
  { keystone }: EngineConfig['identity'],
  clock: Clock,
): ZaqarQueues | undefined {
  const { url, auth, postBytes } = zaqar;
  if (url === undefined) return undefined;
  const { url: keystoneUrl = '', password = '', ...access } = keystone;
  const tokens =
    auth === 'keystone' ? new ProjectTokens({ ...access, url: keystoneUrl, password }) : undefined;
  return new ZaqarQueues({ url, postBytes, timeoutMs: own.timeoutMs }, tokens, clock);
}
