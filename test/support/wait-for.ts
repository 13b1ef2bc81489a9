import { setTimeout as pause } from 'node:timers/promises';

/** Polls until the condition holds. @throws when it does not within `timeoutMs`; `what` says what was awaited. */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  what: string,
  timeoutMs = 10_000,
): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await pause(5);
  }
}
