import type { Clock } from '../../lib/clock.js';
import type { Observation } from '../../lib/handler/contract.js';
import type { JsonObject } from '../../lib/json.js';
import type { Logger } from '../../lib/log.js';
import { isWorthSaying } from '../../lib/log/seldom.js';
import type { Notice, WatchMessage } from '../../lib/protocol/observer.js';
import { reportedObservation } from '../../lib/protocol/reported-observation.js';
import { reasonOf } from '../../lib/reason-of.js';
import { redactor } from '../../lib/redact.js';
import { beginLook, type BegunLook } from './begun-look.js';
import { DueHeap } from './due-heap.js';
import type { Handlers } from './handlers.js';
import { look, type LookContext } from './look.js';
import { Pace, type PaceOptions } from './pace.js';
import { ReadyQueue } from './ready-queue.js';
import { WatchBook } from './watch-book.js';
import { newWatch, sameObservation, type Watch, type WatchOwner } from './watch.js';

export interface PollerOptions extends PaceOptions {
  readonly node: string;
  /** Looks under way at once; a list call is one. */
  readonly lookConcurrency: number;
  readonly lookTimeoutMs: number;
}

export interface PollerParts {
  readonly handlers: Handlers;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Logger;
  readonly onLook?: LookListener | undefined;
  readonly onWatch?: WatchListener | undefined;
}

/** How many plans that no longer count may lie about. */
const SLACK = 1_000;

/** Hears of every look, for metrics. `lateMs`: how long after its time it began. */
export type LookListener = (look: {
  readonly type: string;
  readonly things: number;
  readonly failed: boolean;
  readonly tookMs: number;
  readonly lateMs: number;
}) => void;

/** Hears what is watched, for sources that watch it in ways of their own. Each `watched` has its `unwatched`. */
export interface WatchListener {
  watched(type: string, physicalId: string): void;
  unwatched(type: string, physicalId: string): void;
}

/**
 * Looks at what it was given to watch, each thing in its own rhythm, and tells the owner what changed or was asked for.
 * Never two looks of one thing at once. One timer serves all watches.
 */
export class Poller {
  private readonly watches = new WatchBook();
  private readonly heap = new DueHeap<Watch>();
  private readonly ready = new ReadyQueue();
  private readonly pace: Pace;
  private readonly context: LookContext;
  private underWay = 0;
  private timerAt = Number.POSITIVE_INFINITY;
  private cancelTimer: () => void = () => undefined;

  constructor(
    private readonly parts: PollerParts,
    private readonly options: PollerOptions,
  ) {
    this.pace = new Pace(options, parts.random);
    this.context = {
      handlers: parts.handlers,
      clock: parts.clock,
      node: options.node,
      timeoutMs: options.lookTimeoutMs,
      log: (watch, line) => {
        if (!parts.log.isLevelEnabled('debug')) return;
        parts.log.debug(nameOf(watch), watch ? this.redacted(watch, line) : line);
      },
    };
  }

  /** Takes watches; one of an instance that the owner watches already replaces it. */
  assign(owner: WatchOwner, messages: readonly WatchMessage[]): void {
    const now = this.parts.clock.monotonic();
    for (const message of messages) this.assignOne(owner, message, now);
    this.wake();
  }

  /** Has things looked at that something has happened to; a look under way began too early for that. */
  notice(owner: WatchOwner, notices: readonly Notice[]): void {
    const now = this.parts.clock.monotonic();
    for (const { instanceId, number } of notices) {
      const watch = this.watches.get(owner, instanceId);
      if (!watch) continue;
      watch.notice = Math.max(watch.notice, number);
      if (watch.notice > watch.noticeTold) {
        this.schedule(watch, Math.min(watch.due, this.pace.noticed(watch, now)));
      }
    }
    this.wake();
  }

  /** Ends watches of the owner. */
  unwatch(owner: WatchOwner, instanceIds: readonly string[]): void {
    for (const id of instanceIds) {
      const watch = this.watches.get(owner, id);
      if (watch) this.forget(watch);
    }
  }

  /** Ends all watches of the owner: it will give them anew. */
  release(owner: WatchOwner): void {
    for (const watch of this.watches.of(owner)) this.forget(watch);
  }

  stop(): void {
    this.cancelTimer();
    for (const watch of this.watches.all()) this.forget(watch);
  }

  get watched(): number {
    return this.watches.size;
  }

  /** Things whose time has come and that wait for their turn. */
  get waiting(): number {
    return this.ready.size;
  }

  private assignOne(owner: WatchOwner, message: WatchMessage, now: number): void {
    const before = this.watches.get(owner, message.instanceId);
    if (!before) {
      const watch = newWatch(message, owner);
      this.watches.add(watch);
      this.parts.onWatch?.watched(message.type, message.physicalId);
      this.schedule(watch, this.pace.first(watch, now));
      return;
    }
    const { epoch, goal, awaited } = before.message;
    if (message.epoch < epoch) return;
    if (message.epoch !== epoch) {
      before.told = undefined;
      before.gapMs = 0;
      before.failures = 0;
      before.begun = Number.NEGATIVE_INFINITY;
      before.reportNext = false;
      before.notice = 0;
      before.noticeTold = 0;
    } else if (!awaited) before.gapMs = 0;
    if (before.message.epoch !== message.epoch || before.message.physicalId !== message.physicalId) {
      this.parts.onWatch?.unwatched(before.message.type, before.message.physicalId);
      this.parts.onWatch?.watched(message.type, message.physicalId);
    }
    if (message.goal !== goal || message.type !== before.message.type) before.goal = undefined;
    before.message = message;
    before.reportNext ||= message.reportNext;
    this.schedule(before, this.pace.first(before, now));
  }

  private forget(watch: Watch): void {
    watch.gone = true;
    this.watches.remove(watch);
    this.parts.onWatch?.unwatched(watch.message.type, watch.message.physicalId);
  }

  private schedule(watch: Watch, due: number): void {
    watch.due = due;
    this.heap.push(due, watch);
    if (this.heap.size > 2 * this.watches.size + SLACK) {
      this.heap.retain((planned, item) => !item.gone && planned === item.due);
    }
  }

  private arm(): void {
    const { earliest } = this.heap;
    if (earliest >= this.timerAt) return;
    this.cancelTimer();
    this.timerAt = earliest;
    this.cancelTimer = this.parts.clock.setTimer(Math.max(0, earliest - this.parts.clock.monotonic()), () => {
      this.timerAt = Number.POSITIVE_INFINITY;
      this.wake();
    });
  }

  private wake(): void {
    const now = this.parts.clock.monotonic();
    while (this.heap.earliest <= now) {
      const popped = this.heap.pop();
      if (!popped) break;
      const watch = popped.item;
      // Left over from an earlier plan.
      if (watch.gone || watch.due !== popped.due) continue;
      watch.due = Number.POSITIVE_INFINITY;
      if (watch.looking) watch.missed = true;
      else {
        watch.looking = true;
        watch.readyAt = popped.due;
        this.ready.push(watch, this.isListed(watch));
      }
    }
    this.pump();
    this.arm();
  }

  private pump(): void {
    while (this.underWay < this.options.lookConcurrency) {
      const batch = this.ready.shift();
      if (!batch) return;
      const watches = batch.filter((watch) => !watch.gone);
      if (watches.length > 0) void this.lookAt(watches);
    }
  }

  private async lookAt(watches: readonly Watch[]): Promise<void> {
    const { clock, handlers, onLook } = this.parts;
    this.underWay += 1;
    const begunAt = clock.monotonic();
    const looks = watches.map((watch) => beginLook(watch, begunAt, clock.now()));
    const type = watches[0]?.message.type ?? '';
    const lateMs = looks.reduce((most, { lateMs: late }) => Math.max(most, late), 0);
    let failed = false;
    try {
      const handler = handlers.handlerOf(type);
      if (!handler) throw new Error(`this observer does not offer ${type}`);
      const seen = await look(handler, watches, this.context);
      seen.forEach((observation, i) => {
        this.seen(looks[i] as BegunLook, observation);
      });
    } catch (error) {
      failed = true;
      for (const one of looks) this.failed(one, error);
    }
    this.underWay -= 1;
    const now = clock.monotonic();
    onLook?.({ type, things: watches.length, failed, tookMs: now - begunAt, lateMs });
    for (const { watch } of looks) this.again(watch, now);
    this.wake();
  }

  private seen({ watch, message, asked, ...rest }: BegunLook, observation: Observation): void {
    const reported = reportedObservation(observation);
    watch.failures = 0;
    // Its epoch is over, so it would count for nothing; the new one has a look of its own.
    if (watch.gone || watch.message.epoch !== message.epoch) return;
    if (!asked && sameObservation(watch.told, reported)) return;
    watch.told = reported;
    watch.noticeTold = rest.notice;
    watch.owner.observed({
      instanceId: message.instanceId,
      stackId: message.stackId,
      epoch: message.epoch,
      sequence: rest.sequence,
      begunMs: rest.begunMs,
      notice: rest.notice,
      observation: reported,
    });
  }

  /** A look that failed says nothing about the thing. */
  private failed({ watch, asked }: BegunLook, error: unknown): void {
    watch.failures += 1;
    watch.reportNext ||= asked;
    // The first one, and ever more seldom while it goes on.
    if (!isWorthSaying(watch.failures) || watch.gone) return;
    const text = reasonOf(error);
    this.parts.log.warn(
      { ...nameOf(watch), failures: watch.failures, reason: this.redacted(watch, text) },
      'a thing could not be looked at',
    );
  }

  private again(watch: Watch, now: number): void {
    watch.looking = false;
    if (watch.gone) return;
    const planned = watch.missed ? now : this.pace.next(watch, now, this.isListed(watch));
    watch.missed = false;
    // A plan that was made meanwhile stands when it is earlier.
    if (planned < watch.due) this.schedule(watch, planned);
  }

  /** Many of its type can be asked for with one call. */
  private isListed({ message }: Watch): boolean {
    return this.parts.handlers.handlerOf(message.type)?.observeMany !== undefined;
  }

  private redacted(watch: Watch, text: string): string {
    const names = watch.message.secretProperties;
    if (names.length === 0) return text;
    return redactor(watch.goal ?? (JSON.parse(watch.message.goal) as JsonObject), names)(text);
  }
}

function nameOf(watch: Watch | undefined): object {
  if (!watch) return {};
  const { stackId, resource, type } = watch.message;
  return { stack: stackId, resource, type };
}
