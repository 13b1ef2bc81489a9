import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Below that there is nothing to gain, in bytes. */
const WORTH_BYTES = 128 * 2 ** 20;

/**
 * Gives back what reading many stacks has left behind. An engine that then has nothing to do allocates nothing, so that V8 would see no
 * reason to look for garbage, and keep it for days. Holds the thread for about a tenth of a second a hundred megabytes: for a start alone.
 */
export function collectGarbage(): void {
  if (process.memoryUsage().heapUsed < WORTH_BYTES) return;
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
}
