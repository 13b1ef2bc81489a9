interface Run {
  readonly worker: string;
  readonly signal: AbortSignal;
  /** Its process stood still, and may have been given up meanwhile. */
  isDoubtful: boolean;
}

/**
 * Who runs what for which instance: never two at a time, wherever they are (promise 3). A run that was told to stop counts
 * as over: its handler may be deaf.
 */
export class Runs {
  private readonly running = new Map<string, Run>();

  constructor(private readonly violations: string[]) {}

  /** The answer ends it. */
  begins(instance: string, worker: string, signal: AbortSignal): () => void {
    const other = this.running.get(instance);
    if (other && !other.signal.aborted && !other.isDoubtful)
      this.violations.push(`${instance} runs on ${other.worker} and on ${worker}`);
    const run = { worker, signal, isDoubtful: false };
    this.running.set(instance, run);
    return () => {
      if (this.running.get(instance) === run) this.running.delete(instance);
    };
  }

  /** A process stands still. */
  workerFroze(worker: string): void {
    for (const run of this.running.values()) if (run.worker === worker) run.isDoubtful = true;
  }

  /** A process died: its runs are over. */
  workerDied(worker: string): void {
    for (const [instance, run] of this.running) if (run.worker === worker) this.running.delete(instance);
  }
}
