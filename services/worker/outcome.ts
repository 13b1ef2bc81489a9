import { isAgain, isPermanent } from '../../lib/handler/errors.js';
import type { Outcome } from '../../lib/protocol/worker.js';

const LONGEST_ERROR = 2_000;

/**
 * What a thrown error means for the job. Told by name and not by class: a foreign provider package may bring
 * its own copy of the contract.
 */
export function outcomeOf(error: unknown, aborted: boolean): Outcome {
  if (aborted) return 'aborted';
  if (isAgain(error)) return 'again';
  return isPermanent(error) ? 'permanent' : 'transient';
}

const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** After how long it wants to be run again, as the protocol has it; 0: it does not. */
export function againMsOf(error: unknown): number {
  if (!isAgain(error)) return 0;
  // What is no number waits for the shortest time, and is heard again then.
  return Math.min(LONGEST_WAIT_MS, Math.max(1, Math.ceil(error.afterMs) || 1));
}

/** One line for people. */
export function errorLine(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  const line = text.trim().replace(/\s*[\r\n]+\s*/g, '; ');
  return line.length > LONGEST_ERROR ? `${line.slice(0, LONGEST_ERROR)}…` : line;
}
