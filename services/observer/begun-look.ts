import type { WatchMessage } from '../../lib/protocol/observer.js';
import type { Watch, WatchOwner } from './watch.js';

/** A look under way: what held when it began. */
export interface BegunLook {
  readonly watch: Watch;
  readonly message: WatchMessage;
  readonly owner: WatchOwner;
  /** What it sees is told, also when it is nothing new. */
  readonly asked: boolean;
  readonly sequence: number;
  readonly notice: number;
  readonly begunMs: number;
  readonly lateMs: number;
}

/** @param now on the monotonic clock; `begunMs` is since the epoch */
export function beginLook(watch: Watch, now: number, begunMs: number): BegunLook {
  const { message, owner, notice } = watch;
  const asked = watch.reportNext || notice > watch.noticeTold;
  const lateMs = Math.max(0, now - watch.readyAt);
  watch.sequence += 1;
  watch.reportNext = false;
  watch.begun = now;
  // Plans made while it waited for its turn are done by this look.
  watch.due = Number.POSITIVE_INFINITY;
  watch.missed = false;
  return { watch, message, owner, asked, sequence: watch.sequence, notice, begunMs, lateMs };
}
