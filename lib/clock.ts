/** Time as a service, so that the simulator can have its own. */
export interface Clock {
  /** Milliseconds since the epoch: for people, and for what is stored. */
  now(): number;
  /** Milliseconds that only ever rise: for durations and leases. */
  monotonic(): number;
  /** Calls `fn` once after `ms`; the answer cancels it. Does not keep the process alive. */
  setTimer(ms: number, fn: () => void): () => void;
}

/** Longer delays would make Node fire at once. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer: (ms, fn) => {
    const timer = setTimeout(fn, Math.min(ms, LONGEST_MS));
    timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};

/** Calls `fn` again and again, each time `ms` after the last, until the answer is called; also by `fn` itself. */
export function repeat(clock: Clock, ms: number, fn: () => void): () => void {
  let cancel: () => void = () => undefined;
  const next = () => {
    cancel = clock.setTimer(ms, () => {
      next();
      fn();
    });
  };
  next();
  return () => {
    cancel();
  };
}
