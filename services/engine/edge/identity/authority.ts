import { Circuit } from '../../../../lib/circuit.js';
import type { Clock } from '../../../../lib/clock.js';
import { unavailable } from './unavailable.js';

export interface AuthorityOptions {
  /** Such as `Keystone`. */
  readonly name: string;
  /** How long it is left alone once it did not answer, in ms; it doubles with each try that fails, up to `capMs`. */
  readonly baseMs: number;
  readonly capMs: number;
  readonly clock: Pick<Clock, 'monotonic'>;
}

/**
 * Somebody else who knows who callers are. While it does not answer it is left alone: everybody hears so at once, and after a pause one
 * question tries it again.
 */
export class Authority {
  private readonly circuit: Circuit;
  private failure: unknown;

  constructor(private readonly options: AuthorityOptions) {
    const { baseMs: openMs, capMs } = options;
    this.circuit = new Circuit({ failures: 1, openMs, capMs });
  }

  /**
   * @param question rejects when the authority is of no use to anybody, not when it answers badly to this alone
   * @throws IsothermError `identity.unavailable`
   */
  async ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    const { name, clock } = this.options;
    const nowMs = clock.monotonic();
    if (this.circuit.room(nowMs) === 0) {
      const untilMs = this.circuit.nextMs(nowMs);
      throw unavailable(name, this.failure, Number.isFinite(untilMs) ? untilMs - nowMs : undefined);
    }
    const run = {};
    this.circuit.began(run);
    try {
      const answer = await question();
      this.circuit.ended(run, 'well', clock.monotonic());
      return answer;
    } catch (failure) {
      this.failure = failure;
      this.circuit.ended(run, 'badly', clock.monotonic());
      throw unavailable(name, failure);
    }
  }
}
