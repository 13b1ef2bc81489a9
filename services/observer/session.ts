import type { ObserverTransport } from '../../lib/grpc/dial.js';
import { inChunks } from '../../lib/grpc/chunks.js';
import type { Logger } from '../../lib/log.js';
import { PROTOCOL_VERSION } from '../../lib/protocol/observation.js';
import type { EngineToObserver, NotificationMessage, ObservedThing } from '../../lib/protocol/observer.js';
import type { OfferedType } from '../../lib/protocol/worker.js';
import type { NotifiedEngine, Notifier } from './notifications/notifier.js';
import type { Poller } from './poller.js';
import type { WatchOwner } from './watch.js';

export interface ObserverSessionOptions {
  readonly observerId: string;
  readonly node: string;
  readonly version: string;
  readonly types: readonly OfferedType[];
}

export interface ObserverSessionParts {
  readonly transport: ObserverTransport;
  readonly poller: Poller;
  /** Undefined: there are no sources. */
  readonly notifier?: Notifier | undefined;
  /** Calls `fn` soon, after what is ready to run now: what is seen until then goes out together. */
  readonly defer: (fn: () => void) => void;
  readonly log: Logger;
  readonly onWelcome?: ((engineId: string, engines: readonly string[]) => void) | undefined;
  /** The engines that are there have changed. */
  readonly onEngines?: ((engines: readonly string[]) => void) | undefined;
}

/** Characters of a message; the protocol acknowledges it as a whole, so it is not cut further. */
const CHUNK = 256 * 1024;

/**
 * The observer's side of the stream to one engine. Of what was seen and not sent yet only the newest of
 * each thing is kept. While no stream is open nothing is looked at, and what was not acknowledged is forgotten: the
 * engine gives its watches anew, and the first look of each is told.
 */
export class ObserverSession implements WatchOwner, NotifiedEngine {
  /** Seen and not sent yet. */
  private fresh = new Map<string, ObservedThing>();
  private readonly sent = new Map<string, { readonly thing: ObservedThing; readonly number: number }>();
  private readonly messages = new Map<number, readonly ObservedThing[]>();
  private number = 0;
  private welcomed = false;
  private hasRoom = true;
  private flushing = false;

  constructor(
    private readonly parts: ObserverSessionParts,
    private readonly options: ObserverSessionOptions,
  ) {}

  start(): void {
    this.parts.transport.start({
      opened: () => {
        this.hello();
      },
      received: (message) => {
        this.received(message);
      },
      closed: (reason) => {
        this.closed(reason);
      },
      drained: () => {
        this.hasRoom = true;
        this.flushSoon();
      },
    });
  }

  stop(): Promise<void> {
    this.parts.poller.release(this);
    this.parts.notifier?.closed(this);
    if (this.welcomed) this.flush();
    this.welcomed = false;
    return this.parts.transport.stop();
  }

  observed(thing: ObservedThing): void {
    this.fresh.set(thing.instanceId, thing);
    this.flushSoon();
  }

  notified(notifications: readonly NotificationMessage[]): void {
    for (const chunk of inChunks(notifications, CHUNK, idsSize))
      this.parts.transport.send({ kind: 'notified', notifications: chunk });
  }

  get connected(): boolean {
    return this.welcomed;
  }

  /** Things of which the engine has not yet stored what was seen last. */
  get unacknowledged(): number {
    let both = 0;
    for (const id of this.fresh.keys()) if (this.sent.has(id)) both += 1;
    return this.fresh.size + this.sent.size - both;
  }

  private hello(): void {
    const { observerId, node, version, types } = this.options;
    this.parts.transport.send({
      kind: 'hello',
      hello: { observerId, node, version, types, protocol: PROTOCOL_VERSION },
    });
  }

  private received(message: EngineToObserver): void {
    const { poller, log, onWelcome, onEngines } = this.parts;
    switch (message.kind) {
      case 'welcome':
        log.info({ engine: message.engineId }, 'connected to the engine');
        this.welcome();
        onWelcome?.(message.engineId, message.engines);
        break;
      case 'engines':
        onEngines?.(message.engines);
        break;
      case 'refused':
        log.error({ reason: message.reason }, 'the engine refused this observer');
        break;
      case 'watches':
        poller.assign(this, message.watches);
        break;
      case 'unwatch':
        poller.unwatch(this, message.instanceIds);
        for (const id of message.instanceIds) {
          this.fresh.delete(id);
          this.sent.delete(id);
        }
        break;
      case 'acknowledged':
        for (const number of message.numbers) this.acknowledged(number);
        break;
      case 'answered':
        this.parts.notifier?.answered(this, message.numbers);
        break;
      case 'notices':
        poller.notice(this, message.notices);
    }
  }

  private welcome(): void {
    this.welcomed = true;
    this.hasRoom = true;
    this.parts.notifier?.opened(this);
  }

  private closed(reason: string): void {
    const { log, poller } = this.parts;
    if (!this.welcomed) {
      log.debug({ reason }, 'no stream to the engine');
      return;
    }
    this.welcomed = false;
    log.warn({ reason }, 'lost the stream to the engine');
    poller.release(this);
    this.parts.notifier?.closed(this);
    // An engine that was replaced counts epochs anew: what was seen for the old one would pass for a later look.
    this.fresh.clear();
    this.sent.clear();
    this.messages.clear();
  }

  private acknowledged(number: number): void {
    for (const { instanceId } of this.messages.get(number) ?? []) {
      if (this.sent.get(instanceId)?.number === number) this.sent.delete(instanceId);
    }
    this.messages.delete(number);
  }

  private flushSoon(): void {
    if (this.flushing || !this.welcomed || !this.hasRoom || this.fresh.size === 0) return;
    this.flushing = true;
    this.parts.defer(() => {
      this.flushing = false;
      if (this.welcomed && this.hasRoom) this.flush();
    });
  }

  private flush(): void {
    const things = [...this.fresh.values()];
    this.fresh = new Map();
    for (const chunk of inChunks(things, CHUNK, sizeOf)) {
      const number = (this.number += 1);
      this.messages.set(number, chunk);
      for (const thing of chunk) this.sent.set(thing.instanceId, { thing, number });
      this.hasRoom = this.parts.transport.send({ kind: 'observed', number, things: chunk });
    }
  }
}

function sizeOf({ observation }: ObservedThing): number {
  return 200 + observation.properties.length + observation.attributes.length;
}

function idsSize({ type, physicalIds }: NotificationMessage): number {
  return physicalIds.reduce((size, id) => size + id.length + 4, 50 + type.length);
}
