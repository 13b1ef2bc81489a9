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
import { Watch } from './watch.js';
import { canWatch, type ConnectedObserver, type Observer } from './watching-observer.js';
import { wantedWatch } from './wanted-watch.js';

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
  private readonly watches = new Map<Instance, Watch>();
  private readonly homeless = new Set<Instance>();
  private readonly outgoing = new Map<Observer, Outgoing>();
  /** The notice that is out for a thing, by watch: whoever gets the watch gets it too. */
  private readonly notices = new Map<string, number>();
  private readonly things = new ThingIndex();
  private highestEpoch = 0;

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
      given: new Set(),
    };
    this.observers.set(observer.id, observer);
    for (const instance of [...this.homeless]) this.refreshAgain(instance);
    this.share(observer);
    this.flush();
  }

  /** One that is new takes over from those that have more, until it has as many. */
  private share(observer: Observer): void {
    for (const other of this.observers.values())
      for (const instance of [...other.given]) {
        if (other.given.size <= observer.given.size + 1) break;
        const snapshot = this.watches.get(instance)?.snapshot;
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
    for (const instance of observer.given) {
      const watch = this.watches.get(instance);
      if (watch) watch.holder = undefined;
      this.refreshAgain(instance);
    }
    this.flush();
  }

  private refreshAgain(instance: Instance): void {
    const watch = this.watches.get(instance);
    if (watch) this.refresh(watch.snapshot, instance);
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
    const watch = this.watchOf(snapshot, instance);
    const isOther = this.index(watch, instance);
    const isGiven = watch.holder !== undefined;
    const holder = (watch.holder ??= this.choose(instance));
    if (!holder) {
      this.homeless.add(instance);
      return;
    }
    if (!isGiven) {
      this.homeless.delete(instance);
      holder.given.add(instance);
      raiseEpoch(instance);
      // Also above those that a copy of the instance had which was never written: a late report of its watch is stale.
      instance.epoch = Math.max(instance.epoch, this.highestEpoch + 1);
    }
    this.highestEpoch = Math.max(this.highestEpoch, instance.epoch);
    if (!watch.tells(instance, wanted) && isGiven && !isOther) return;
    const message = this.message(snapshot, instance, wanted);
    this.queue(holder).watches.push(message);
    const number = this.notices.get(message.instanceId);
    if (number !== undefined) this.queue(holder).notices.push({ instanceId: message.instanceId, number });
  }

  /** The instance, or its stack, is not ours to watch any more. */
  end(snapshot: Snapshot, instance: Instance): void {
    const watch = this.watches.get(instance);
    if (!watch) return;
    this.homeless.delete(instance);
    this.watches.delete(instance);
    this.things.remove(instance, watch.thing);
    if (!watch.holder) return;
    watch.holder.given.delete(instance);
    this.queue(watch.holder).unwatch.push(watchId(snapshot, instance));
  }

  private watchOf(snapshot: Snapshot, instance: Instance): Watch {
    let watch = this.watches.get(instance);
    if (!watch) this.watches.set(instance, (watch = new Watch(snapshot)));
    return watch;
  }

  /** Whether it is found by another physical id from now on. */
  private index(watch: Watch, instance: Instance): boolean {
    const { physicalId } = instance;
    if (watch.thing === physicalId) return false;
    if (watch.thing !== '') this.things.remove(instance, watch.thing);
    this.things.add(instance, physicalId);
    watch.thing = physicalId;
    return true;
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
      const snapshot = this.watches.get(instance)?.snapshot;
      return snapshot ? [[snapshot, instance] as const] : [];
    });
  }

  /** One look at the thing shall begin from now on; sent by `flush`, and with the watch whenever that is given anew. */
  notice(instanceId: string, number: number, instance: Instance | undefined): void {
    this.notices.set(instanceId, number);
    // What is seen during a job does not count; the watch is given anew when it ends.
    const holder = instance && !instance.job && this.watches.get(instance)?.holder;
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
    for (const instance of this.homeless) {
      const watch = this.watches.get(instance);
      if (watch) yield { stackId: watch.snapshot.stackId, node: instance.node };
    }
  }

  acknowledge(link: ObserverLink, numbers: readonly number[]): void {
    const message: EngineToObserver = { kind: 'acknowledged', numbers };
    link.send(message);
  }

  get watched(): number {
    let sum = 0;
    for (const { given } of this.observers.values()) sum += given.size;
    return sum;
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
