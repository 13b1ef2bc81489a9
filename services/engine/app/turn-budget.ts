import type { Clock } from '../../../lib/clock.js';
import type { LoopOptions } from './loop-ports.js';

/** The clock is asked only so often: asking costs about as much as a look. */
const STEPS_BETWEEN_ASKING = 16;

/** How much a turn may still do: a turn is closed by rows and by time, so that the loop breathes (R23). */
export class TurnBudget {
  readonly begun: number;
  private rows = 0;
  private steps = 0;
  private late = false;

  constructor(
    private readonly clock: Clock,
    private readonly options: LoopOptions,
  ) {
    this.begun = clock.monotonic();
  }

  /** One step was done, which made so many more rows to write. */
  spend(rows: number): void {
    this.rows += rows;
    this.steps += 1;
    if (this.steps % STEPS_BETWEEN_ASKING === 0) {
      this.late ||= this.clock.monotonic() - this.begun > this.options.turnMs;
    }
  }

  get isSpent(): boolean {
    return this.late || this.rows >= this.options.rowsPerTurn;
  }
}
