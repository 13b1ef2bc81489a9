import type { Clock } from '../../../lib/clock.js';
import type { NotificationMessage } from '../../../lib/protocol/observer.js';
import { ClaimSearch, type FoundClaim } from './claim-search.js';
import type { ConvergenceLoop } from './loop.js';
import type { ObserverLink } from './peers.js';
import { isWatched } from './wanted-watch.js';
import { watchIdOf, type Watches } from './watches.js';

export interface NoticePorts {
  readonly loop: ConvergenceLoop;
  readonly watches: Watches;
  readonly clock: Clock;
  /** Who claims the things of these keys (type, node, physical id); what nobody claims is left out. One query. */
  readonly findClaims: (keys: readonly string[]) => Promise<readonly FoundClaim[]>;
  /** Brings stacks of ours into memory. */
  readonly load: (stackIds: readonly string[]) => Promise<void>;
  /** The epoch of a shard as this engine holds it; undefined: it does not. */
  readonly shardEpoch: (shard: number) => number | undefined;
  readonly log: { warn(details: object, message: string): void };
}

/** A notification that was not answered yet, and how many of its things still want a look. */
interface Asker {
  readonly link: ObserverLink;
  readonly number: number;
  open: number;
}

/** A thing to which something has happened. */
interface Noticed {
  readonly stackId: string;
  readonly ordinal: number;
  /** Who waits for a look, and for which notice; 0: one that is not out yet. */
  readonly waiting: { readonly asker: Asker; notice: number }[];
  /** When the next notice goes out, on the monotonic clock, however many more come; Infinity: none is to. */
  dueAt: number;
  latestAt: number;
}

/** How many times as long as it gathers a burst may last before it is looked at all the same. */
const LONGEST_BURST = 5;
/** Who waits longer for a thing than so many others was told long ago that it is late. */
const MOST_WAITING = 10_000;
/** How often is looked for things that nobody will look at any more. */
const LOOK_ROUND_MS = 1_000;

/**
 * Notifications of observers: the things are found, one look is asked for, however many notifications came, and they are answered once
 * a look is stored that began later (R28). What is not known here, or not looked at, is answered at once. All of it is in
 * memory only: what is not answered is said again.
 */
export class Notices {
  private readonly noticed = new Map<string, Noticed>();
  private readonly answers = new Map<ObserverLink, number[]>();
  private readonly ended = new WeakSet<ObserverLink>();
  private readonly search: ClaimSearch<Asker>;
  private lastNotice = 0;
  private timerAt = Number.POSITIVE_INFINITY;
  private cancelTimer: () => void = () => undefined;
  private goesRound = false;

  constructor(private readonly ports: NoticePorts) {
    this.search = new ClaimSearch(ports, {
      found: (asker, { stack, ordinal }, gatherMs) => {
        this.take(asker, stack, ordinal, gatherMs);
      },
      done: (asker) => {
        this.less(asker);
      },
      isGone: (asker) => this.ended.has(asker.link),
    });
  }

  received(link: ObserverLink, notifications: readonly NotificationMessage[]): void {
    for (const { number, type, node, physicalIds, gatherMs } of notifications) {
      // One more, so that it is not answered before all its things were found.
      const asker: Asker = { link, number, open: 1 };
      for (const physicalId of physicalIds) {
        const found = this.ports.watches.find(type, node, physicalId);
        for (const [snapshot, instance] of found)
          this.take(asker, snapshot.stackId, instance.ordinal, gatherMs);
        if (found.length > 0) continue;
        asker.open += 1;
        this.search.add({ asker, type, node, physicalId, gatherMs });
      }
      this.less(asker);
    }
    this.search.run();
  }

  /** A look that counts was stored. */
  seen(instanceId: string, notice: number): void {
    const noticed = this.noticed.get(instanceId);
    if (!noticed || notice === 0) return;
    this.release(instanceId, noticed, (waited) => waited !== 0 && waited <= notice);
  }

  closed(link: ObserverLink): void {
    this.ended.add(link);
    this.answers.delete(link);
    for (const [instanceId, noticed] of this.noticed) {
      const others = noticed.waiting.filter(({ asker }) => asker.link !== link);
      noticed.waiting.splice(0, noticed.waiting.length, ...others);
      if (others.length === 0) this.forget(instanceId);
    }
  }

  /** Things that wait for a look. */
  get open(): number {
    return this.noticed.size;
  }

  private take(asker: Asker, stackId: string, ordinal: number, gatherMs: number): void {
    if (this.ended.has(asker.link)) return;
    const instanceId = watchIdOf(stackId, ordinal);
    const now = this.ports.clock.monotonic();
    let noticed = this.noticed.get(instanceId);
    if (!noticed) {
      noticed = { stackId, ordinal, waiting: [], dueAt: Number.POSITIVE_INFINITY, latestAt: 0 };
      this.noticed.set(instanceId, noticed);
    }
    asker.open += 1;
    noticed.waiting.push({ asker, notice: 0 });
    if (noticed.waiting.length > MOST_WAITING) noticed.waiting.shift();
    if (noticed.dueAt === Number.POSITIVE_INFINITY) noticed.latestAt = now + LONGEST_BURST * gatherMs;
    noticed.dueAt = Math.min(now + gatherMs, noticed.latestAt);
    this.arm(noticed.dueAt);
    this.goRound();
  }

  /** Sends the notices whose time has come. */
  private sendDue(): void {
    const now = this.ports.clock.monotonic();
    for (const [instanceId, noticed] of this.noticed) {
      if (noticed.dueAt > now) continue;
      noticed.dueAt = Number.POSITIVE_INFINITY;
      if (!this.willBeSeen(noticed)) {
        this.release(instanceId, noticed, () => true);
        continue;
      }
      this.lastNotice += 1;
      for (const one of noticed.waiting) if (one.notice === 0) one.notice = this.lastNotice;
      this.ports.watches.notice(instanceId, this.lastNotice, this.instanceOf(noticed));
    }
    this.ports.watches.flush();
    let earliest = Number.POSITIVE_INFINITY;
    for (const { dueAt } of this.noticed.values()) earliest = Math.min(earliest, dueAt);
    this.arm(earliest);
  }

  private instanceOf({ stackId, ordinal }: Noticed) {
    return this.ports.loop.resident(stackId)?.snapshot.instances.get(ordinal);
  }

  /** A watch stands, or will when its job has ended or its stack is back in memory. */
  private willBeSeen(noticed: Noticed): boolean {
    const resident = this.ports.loop.resident(noticed.stackId);
    if (!resident) return this.ports.loop.awaits(noticed.stackId);
    const instance = this.instanceOf(noticed);
    if (!instance || instance.deleting || resident.refused !== '') return false;
    return instance.job !== null || isWatched(resident.snapshot, instance);
  }

  /** What was looked at when it was asked for may be suspended, deleted or another engine's since. */
  private goRound(): void {
    if (this.goesRound) return;
    this.goesRound = true;
    this.ports.clock.setTimer(LOOK_ROUND_MS, () => {
      this.goesRound = false;
      for (const [instanceId, noticed] of this.noticed)
        if (!this.willBeSeen(noticed)) this.release(instanceId, noticed, () => true);
      if (this.noticed.size > 0) this.goRound();
    });
  }

  private release(instanceId: string, noticed: Noticed, enough: (notice: number) => boolean): void {
    const { waiting } = noticed;
    const all = waiting.splice(0);
    for (const one of all) {
      if (enough(one.notice)) this.less(one.asker);
      else waiting.push(one);
    }
    if (waiting.length === 0) this.forget(instanceId);
  }

  private forget(instanceId: string): void {
    this.noticed.delete(instanceId);
    this.ports.watches.noticed(instanceId);
  }

  private less(asker: Asker): void {
    asker.open -= 1;
    if (asker.open > 0 || this.ended.has(asker.link)) return;
    const numbers = this.answers.get(asker.link);
    if (numbers) {
      numbers.push(asker.number);
      return;
    }
    this.answers.set(asker.link, [asker.number]);
    // What is answered in the same breath goes out together.
    queueMicrotask(() => {
      const answered = this.answers.get(asker.link);
      this.answers.delete(asker.link);
      if (answered) asker.link.send({ kind: 'answered', numbers: answered });
    });
  }

  private arm(dueAt: number): void {
    if (dueAt >= this.timerAt) return;
    this.cancelTimer();
    this.timerAt = dueAt;
    this.cancelTimer = this.ports.clock.setTimer(Math.max(0, dueAt - this.ports.clock.monotonic()), () => {
      this.timerAt = Number.POSITIVE_INFINITY;
      this.sendDue();
    });
  }
}
