import type { Progress } from './progress.js';
import type { WorkerSession } from './session.js';

/** For handlers to heed their signal, then for the engine to store the last reports. */
const LAST_WORDS_MS = 2_000;

/**
 * Brings a worker to rest: what has not begun goes back at once, what runs may go on for `graceMs` and is then
 * asked to stop, and the reports of it all are given time to be acknowledged.
 */
export async function leave(
  sessions: readonly WorkerSession[],
  progress: Progress,
  graceMs: number,
): Promise<void> {
  const idle = (): boolean => sessions.every((session) => session.unfinished === 0);
  for (const session of sessions) session.drain();
  await progress.until(idle, graceMs);
  for (const session of sessions) session.abortAll('the worker stops');
  await progress.until(idle, LAST_WORDS_MS);
  await progress.until(() => sessions.every(hasNothingToSay), LAST_WORDS_MS);
}

/** No report waits for an acknowledgement that could come. */
function hasNothingToSay(session: WorkerSession): boolean {
  return !session.connected || session.unacknowledged === session.unfinished;
}
