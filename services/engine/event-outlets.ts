import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../lib/clock.js';
import { IsothermError } from '../../lib/errors.js';
import type { Logger } from '../../lib/log.js';
import { EventRelay, type RelayMeasure } from './app/event-relay.js';
import type { Seal } from './app/instance-rows.js';
import type { EventSink } from './app/event-sink.js';
import type { OwnRelay } from './app/own-sinks/own-relay.js';
import type { ShardKeeper } from './app/shard-keeper.js';
import type { EventRow } from './app/store-port.js';
import { AmqpSink } from './edge/events/amqp-sink.js';
import { WebhookSink } from './edge/events/webhook-sink.js';
import type { EngineConfig } from './config.js';
import type { EventsConfig } from './config/events.js';
import type { OutletMetrics } from './outlet-metrics.js';
import { ownRelay } from './own-outlets.js';
import { OutboxTable } from './store/outbox.js';
import { OwnOutboxTable } from './store/own-outbox.js';
import { OWN } from './store/own-sinks.js';

/** The ways out for events, beside the API: each has a relay of its own, so that none waits for another; the sinks of stacks have one together. */
export class EventOutlets {
  private readonly relays: readonly (EventRelay | OwnRelay)[];

  /** @throws IsothermError `config.invalid` when the file with a secret cannot be read. */
  constructor(
    config: Pick<EngineConfig, 'events' | 'identity'>,
    database: DataSource,
    seal: Seal,
    shards: Pick<ShardKeeper, 'ids' | 'epochOf' | 'mayPush'>,
    clock: Clock,
    metrics: OutletMetrics,
    log: Logger,
  ) {
    const { backoff, gatherMs } = config.events;
    const portsOf = (sink: string) => ({
      clock,
      random: Math.random,
      shards: () => shards.ids().flatMap((id) => heldShard(id, shards.epochOf(id))),
      mayRelay: () => shards.mayPush(),
      log,
      measured: (measure: RelayMeasure) => {
        metrics.measured(sink, measure);
      },
    });
    const outbox = new OutboxTable(database);
    const options = { gatherMs, backoff: { firstMs: backoff.baseMs, longestMs: backoff.capMs } };
    const relays = sinksOf(config.events, clock, log).map(
      (sink) => new EventRelay(sink, { outbox, ...portsOf(sink.name) }, options),
    );
    const own = ownRelay(config, {
      outbox: new OwnOutboxTable(database),
      open: (text) => seal.open(text),
      ...portsOf(OWN),
    });
    this.relays = own ? [...relays, own] : relays;
  }

  start(): void {
    for (const relay of this.relays) relay.start();
  }

  /** After a commit. */
  happened(events: readonly EventRow[]): void {
    if (this.relays.length === 0) return;
    const stacks = new Set(events.map(({ stack }) => stack));
    for (const relay of this.relays) relay.happened(stacks);
  }

  /** Shards were taken. */
  look(): void {
    for (const relay of this.relays) relay.look();
  }

  /** What was not sent, the next owner sends. */
  async stop(): Promise<void> {
    await Promise.all(this.relays.map((relay) => relay.stop()));
  }
}

function heldShard(id: number, epoch: number | undefined) {
  return epoch === undefined ? [] : [{ id, epoch }];
}

function sinksOf(config: EventsConfig, clock: Clock, log: Logger): EventSink[] {
  const sinks: EventSink[] = config.webhooks.map(
    ({ secret, secretFile, ...target }) =>
      new WebhookSink({ ...target, secret: secret ?? secretIn(target.name, secretFile ?? '') }, clock),
  );
  if (config.amqp.urls.length === 0) return sinks;
  const publisherId = `orchestration.${hostname()}`;
  return [...sinks, new AmqpSink(config.amqp, { clock, random: Math.random, log, publisherId })];
}

function secretIn(webhook: string, path: string): string {
  let text;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new IsothermError(
      'config.invalid',
      `The secret of the webhook ${webhook} cannot be read from ${path}: ${(cause as Error).message}`,
      { cause },
    );
  }
  if (text.length >= 16) return text;
  throw new IsothermError(
    'config.invalid',
    `The secret of the webhook ${webhook} in ${path} has less than 16 characters: write a longer one, such as that of openssl rand -hex 32`,
  );
}
