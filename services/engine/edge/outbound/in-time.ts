import type { Clock } from '../../../../lib/clock.js';

/**
 * Does what may not take longer than that, with a signal that ends it then.
 * @throws Error that it took too long; otherwise what `work` throws
 */
export async function inTime<T>(
  { clock, timeoutMs, signal }: { readonly clock: Clock; readonly timeoutMs: number; readonly signal: AbortSignal }, // prettier-ignore
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const cancel = clock.setTimer(timeoutMs, () => {
    late.abort(new Error(`it did not answer within ${String(timeoutMs)} ms`));
  });
  try {
    return await work(AbortSignal.any([signal, late.signal]));
  } catch (error) {
    throw late.signal.aborted ? (late.signal.reason as Error) : error;
  } finally {
    cancel();
  }
}
