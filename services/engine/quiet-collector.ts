import { performance } from 'node:perf_hooks';
import type { Clock } from '../../lib/clock.js';
import { collectGarbage } from './collect-garbage.js';

export interface QuietCollectorPorts {
  readonly clock: Clock;
  /** What the heap takes now, in use or not. */
  readonly heapBytes: () => number;
  /** How much of its time the thread was busy since this was asked last, from 0 to 1. */
  readonly busy: () => number;
  /** Holds the thread. */
  readonly collect: () => void;
}

/** How long there has to be nothing to do, at least; twice as long at most. */
const QUIET_MS = 10_000;
/** Somebody reads, or follows events: they shall not wait. */
const MOST_BUSY = 0.2;
/** By how much the heap has to have grown to be worth it. */
const WORTH_BYTES = 64 * 2 ** 20;

/**
 * Gives back what work has left behind, once there is none: an engine that then has nothing to do allocates nothing, so that V8 would
 * see no reason to look for garbage, and keep hundreds of megabytes of it for days. It has no timer while nothing happens.
 */
export class QuietCollector {
  private keptBytes: number;
  private hasWorked = false;
  private cancel: (() => void) | undefined;

  constructor(private readonly ports: QuietCollectorPorts) {
    this.keptBytes = ports.heapBytes();
  }

  /** Call it whenever something was done; that costs nothing. */
  worked(): void {
    this.hasWorked = true;
    if (!this.cancel) this.wait();
  }

  /** At once, if it is worth it: at the start, while nobody waits for anything yet. */
  collect(): void {
    if (this.ports.heapBytes() < this.keptBytes + WORTH_BYTES) return;
    this.ports.collect();
    this.keptBytes = this.ports.heapBytes();
  }

  stop(): void {
    this.cancel?.();
  }

  private wait(): void {
    this.hasWorked = false;
    this.ports.busy();
    this.cancel = this.ports.clock.setTimer(QUIET_MS, () => {
      this.cancel = undefined;
      if (this.hasWorked || this.ports.busy() > MOST_BUSY) this.wait();
      else this.collect();
    });
  }
}

/** Of this process. */
export function quietCollector(clock: Clock): QuietCollector {
  let before = performance.eventLoopUtilization();
  const busy = () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    return utilization;
  };
  const heapBytes = () => process.memoryUsage().heapTotal;
  return new QuietCollector({ clock, heapBytes, busy, collect: collectGarbage });
}
