import type { Jobs } from './jobs.js';
import type { Progress } from './progress.js';
import type { WorkerSession } from './session.js';

/** For handlers to heed their signal, then for the engine to store the last reports. */
const LAST_WORDS_MS = 2_000;

/**
 * Brings a worker to rest: what has not begun goes back at once, what runs may go on for `graceMs` and is then
 * asked to stop, and the reports of it all are given time to be acknowledged.
 */
export async function leave(
  jobs: Jobs,
  sessions: readonly WorkerSession[],
  progress: Progress,
  graceMs: number,
): Promise<void> {
  const idle = (): boolean => jobs.unfinished === 0;
  // No report waits for an acknowledgement that could come.
  const allSaid = (): boolean =>
    !sessions.some((session) => session.connected) || jobs.unacknowledged === jobs.unfinished;
  for (const session of sessions) session.drain();
  jobs.drain();
  await progress.until(idle, graceMs);
  jobs.abortAll('the worker stops');
  await progress.until(idle, LAST_WORDS_MS);
  await progress.until(allSaid, LAST_WORDS_MS);
  jobs.stop();
}
