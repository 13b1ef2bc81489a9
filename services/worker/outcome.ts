import { isPermanent } from '../../lib/handler/errors.js';
import type { Outcome } from '../../lib/protocol/worker.js';

const LONGEST_ERROR = 2_000;

/**
 * What a thrown error means for the job. Told by name and not by class: a foreign provider package may bring
 * its own copy of the contract.
 */
export function outcomeOf(error: unknown, aborted: boolean): Outcome {
  if (aborted) return 'aborted';
  return isPermanent(error) ? 'permanent' : 'transient';
}

/** One line for people. */
export function errorLine(error: unknown): string {
  const text = error instanceof Error ? error.message || error.name : String(error);
  const line = text.trim().replace(/\s*[\r\n]+\s*/g, '; ');
  return line.length > LONGEST_ERROR ? `${line.slice(0, LONGEST_ERROR)}…` : line;
}
