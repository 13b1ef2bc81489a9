import type { Time } from '../simulator/sim-time.js';

/** Real time, for simulated handlers and links around a real engine. */
export class RealTime implements Time {
  get nowMs(): number {
    return performance.now();
  }

  plan(ms: number, fn: () => void): () => void {
    const timer = setTimeout(fn, ms);
    return () => {
      clearTimeout(timer);
    };
  }
}
