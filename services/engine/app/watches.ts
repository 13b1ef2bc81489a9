import { systemClock } from '../../../lib/clock.js';
import type {
  EngineToObserver,
  Notice,
  ObserverHello,
  WatchMessage,
} from '../../../lib/protocol/observer.js';
import { raiseEpoch } from '../core/facts/dispatched.js';
import type { Instance } from '../core/instance.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Identity } from './dispatch.js';
import type { ObserverLink } from './peers.js';
import { speaksOurs } from './protocol-check.js';
import { ThingIndex } from './thing-index.js';
import { wantedWatch } from './wanted-watch.js';

/** An observer for people. */
export interface ConnectedObserver {
  readonly id: string;
  readonly node: string;
  readonly version: string;
  readonly sinceMs: number;
  /** What this engine gave it to look at. */
  readonly watches: number;
}

interface Observer {
  readonly id: string;
  readonly node: string;
  readonly version: string;
  /** When it said hello, in ms since the epoch. */
  readonly sinceMs: number;
  readonly link: ObserverLink;
  readonly types: ReadonlySet<string>;
  /** What it was given, by instance. */
  readonly given: Map<Instance, string>;
}

/** It offers the type, and is where the thing is. */
function canWatch({ types, node }: Observer, instance: Instance): boolean {
  return types.has(instance.type) && (instance.node === '' || instance.node === node);
}

/** What is to be said to an observer. */
interface Outgoing {
  readonly watches: WatchMessage[];
  readonly unwatch: string[];
  readonly notices: Notice[];
}

/**
 * Which observer looks at what. The engine starts and stops observing: it knows the goal and the deadline. A watch that
 * changes hands begins a new epoch, so that late reports of the one before count for nothing (R5).
 */
export class Watches {
  private readonly observers = new Map<string, Observer>();
  private readonly holders = new Map<Instance, Observer>();
  private readonly homeless = new Map<Instance, Snapshot>();
  private readonly outgoing = new Map<Observer, Outgoing>();
  /** The notice that is out for a thing, by watch: whoever gets the watch gets it too. */
  private readonly notices = new Map<string, number>();
  private readonly things = new ThingIndex();
  private highestEpoch = 0;
  private readonly snapshots = new Map<Instance, Snapshot>();

  /** @param now the time for people */
  constructor(
    private readonly identity: Identity,
    private readonly now: () => number = () => systemClock.now(),
  ) {}

  connected(link: ObserverLink, hello: ObserverHello): void {
    if (!speaksOurs(link, `observer ${hello.observerId}`, hello.protocol)) return;
    link.send({ kind: 'welcome', ...this.identity });
    const before = this.observers.get(hello.observerId);
    if (before && before.link !== link) {
      this.disconnected(before.link);
      before.link.close();
    }
    const observer: Observer = {
      id: hello.observerId,
      node: hello.node,
      version: hello.version,
      sinceMs: this.now(),
      link,
      types: new Set(hello.types.map((offered) => offered.schema.type)),
      given: new Map(),
    };
    this.observers.set(observer.id, observer);
    for (const [instance, snapshot] of [...this.homeless]) this.refresh(snapshot, instance);
    this.share(observer);
    this.flush();
  }

  /** One that is new takes over from those that have more, until it has as many. */
  private share(observer: Observer): void {
    for (const other of this.observers.values())
      for (const instance of [...other.given.keys()]) {
        if (other.given.size <= observer.given.size + 1) break;
        const snapshot = this.snapshots.get(instance);
        if (!snapshot || instance.job || !canWatch(observer, instance)) continue;
        this.end(snapshot, instance);
        this.refresh(snapshot, instance);
      }
  }

  /** Observers dial those that are new. */
  enginesChanged(): void {
    const { engines } = this.identity;
    for (const { link } of this.observers.values()) link.send({ kind: 'engines', engines });
  }

  /** Its watches go to the others. */
  disconnected(link: ObserverLink): void {
    const observer = [...this.observers.values()].find((candidate) => candidate.link === link);
    if (!observer) return;
    this.observers.delete(observer.id);
    this.outgoing.delete(observer);
    for (const instance of observer.given.keys()) {
      this.holders.delete(instance);
      const snapshot = this.snapshots.get(instance);
      if (snapshot) this.refresh(snapshot, instance);
    }
    this.flush();
  }

  /** Brings the watch of an instance in line with its state; sent by `flush`. */
  refresh(snapshot: Snapshot, instance: Instance): void {
    // While a job runs nothing that is seen counts; the watch is set anew when it ends.
    if (instance.job && !instance.deleting) return;
    const wanted = snapshot.instances.get(instance.ordinal) === instance && wantedWatch(snapshot, instance);
    if (!wanted) {
      this.end(snapshot, instance);
      return;
    }
    this.snapshots.set(instance, snapshot);
    this.things.add(instance);
    let holder = this.holders.get(instance);
    if (!holder) {
      holder = this.choose(instance);
      if (!holder) {
        this.homeless.set(instance, snapshot);
        return;
      }
      this.homeless.delete(instance);
      this.holders.set(instance, holder);
      raiseEpoch(instance);
      // Also above those that a copy of the instance had which was never written: a late report of its watch is stale.
      instance.epoch = Math.max(instance.epoch, this.highestEpoch + 1);
    }
    this.highestEpoch = Math.max(this.highestEpoch, instance.epoch);
    // That the next look is to be told is asked once more after each that was: the one before it is answered.
    const next = wanted.reportNext ? instance.sequence : '';
    const key = `${String(instance.epoch)} ${String(wanted.awaited)} ${String(next)} ${instance.physicalId}`;
    if (holder.given.get(instance) === key) return;
    holder.given.set(instance, key);
    const message = this.message(snapshot, instance, wanted);
    this.queue(holder).watches.push(message);
    const number = this.notices.get(message.instanceId);
    if (number !== undefined) this.queue(holder).notices.push({ instanceId: message.instanceId, number });
  }

  /** The instance, or its stack, is not ours to watch any more. */
  end(snapshot: Snapshot, instance: Instance): void {
    this.homeless.delete(instance);
    this.snapshots.delete(instance);
    this.things.remove(instance);
    const holder = this.holders.get(instance);
    if (!holder) return;
    this.holders.delete(instance);
    holder.given.delete(instance);
    this.queue(holder).unwatch.push(watchId(snapshot, instance));
  }

  /** Sends what changed, one message an observer. After a commit only. */
  flush(): void {
    for (const [observer, { watches, unwatch, notices }] of this.outgoing) {
      if (unwatch.length > 0) observer.link.send({ kind: 'unwatch', instanceIds: unwatch });
      if (watches.length > 0) observer.link.send({ kind: 'watches', watches });
      if (notices.length > 0) observer.link.send({ kind: 'notices', notices });
    }
    this.outgoing.clear();
  }

  /** The instances that are watched as this thing, each with its snapshot. */
  find(type: string, node: string, physicalId: string): readonly (readonly [Snapshot, Instance])[] {
    return this.things.find(type, node, physicalId).flatMap((instance) => {
      const snapshot = this.snapshots.get(instance);
      return snapshot ? [[snapshot, instance] as const] : [];
    });
  }

  /** One look at the thing shall begin from now on; sent by `flush`, and with the watch whenever that is given anew. */
  notice(instanceId: string, number: number, instance: Instance | undefined): void {
    this.notices.set(instanceId, number);
    // What is seen during a job does not count; the watch is given anew when it ends.
    const holder = instance && !instance.job && this.holders.get(instance);
    if (holder) this.queue(holder).notices.push({ instanceId, number });
  }

  /** Nobody waits for that look any more. */
  noticed(instanceId: string): void {
    this.notices.delete(instanceId);
  }

  /** Where observers are: things elsewhere cannot be looked at. */
  get nodes(): ReadonlySet<string> {
    return new Set(Array.from(this.observers.values(), ({ node }) => node));
  }

  /** Where those things are that nobody looks at, for want of an observer. */
  *homes(): Iterable<{ readonly stackId: string; readonly node: string }> {
    for (const [{ node }, { stackId }] of this.homeless) yield { stackId, node };
  }

  acknowledge(link: ObserverLink, numbers: readonly number[]): void {
    const message: EngineToObserver = { kind: 'acknowledged', numbers };
    link.send(message);
  }

  get watched(): number {
    return this.holders.size;
  }

  /** Things that nobody looks at, for want of an observer. */
  get unwatched(): number {
    return this.homeless.size;
  }

  /** Who is connected, for people. */
  list(): readonly ConnectedObserver[] {
    return Array.from(this.observers.values(), ({ id, node, version, sinceMs, given }) => {
      return { id, node, version, sinceMs, watches: given.size };
    });
  }

  private choose(instance: Instance): Observer | undefined {
    let best: Observer | undefined;
    for (const observer of this.observers.values()) {
      if (!canWatch(observer, instance)) continue;
      if (!best || observer.given.size < best.given.size) best = observer;
    }
    return best;
  }

  private queue(observer: Observer): Outgoing {
    let queue = this.outgoing.get(observer);
    if (!queue) this.outgoing.set(observer, (queue = { watches: [], unwatch: [], notices: [] }));
    return queue;
  }

  private message(
    snapshot: Snapshot,
    instance: Instance,
    how: { awaited: boolean; reportNext: boolean },
  ): WatchMessage {
    return {
      instanceId: watchId(snapshot, instance),
      stackId: snapshot.stackId,
      stackName: snapshot.stackName,
      resource: instance.resource.name,
      type: instance.type,
      physicalId: instance.physicalId,
      goal: instance.applied.text,
      epoch: instance.epoch,
      periodMs: instance.watchPeriodMs,
      secretProperties: instance.applied.secrets,
      ...how,
    };
  }
}

/** Names an instance on the wire; with the stack's id it is unique everywhere. */
function watchId(snapshot: Snapshot, instance: Instance): string {
  return watchIdOf(snapshot.stackId, instance.ordinal);
}

export function watchIdOf(stackId: string, ordinal: number): string {
  return `${stackId}/${String(ordinal)}`;
}

export function ordinalOfWatch(instanceId: string): number {
  return Number(instanceId.slice(instanceId.lastIndexOf('/') + 1));
}
