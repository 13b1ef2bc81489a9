import { repeat, type Clock } from '../../lib/clock.js';

const TICK_MS = 1_000;

/**
 * Notices that this process stood still: stopped, or its machine asleep. What came meanwhile lies in its sockets, and may
 * be of a time before the engine gave its jobs away (R25).
 * @param limitMs how long is too long
 * @param onStoodStill called before anything that came is read; told for how long
 */
export function noticeStandStill(
  clock: Clock,
  limitMs: number,
  onStoodStill: (ms: number) => void,
): () => void {
  let last = clock.monotonic();
  return repeat(clock, TICK_MS, () => {
    const now = clock.monotonic();
    const ms = now - last - TICK_MS;
    last = now;
    if (ms > limitMs) onStoodStill(ms);
  });
}
