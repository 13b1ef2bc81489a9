import { Transient, type Call, type Observation } from '../../handler/index.js';

/*
 * What waits holds no worker: a created thing carries its due time in the physical id, where an observer, who is
 * given nothing else, finds it; an update or a delete saves it and is tried again until it has come.
 */

const LONGEST_PENDING_MS = 2 ** 31 - 1;
const DUE = /-[0-9a-z]+\.([0-9a-z]+)$/;
const NEVER = 'never';

/** The physical id of a thing that is pending for some seconds from now; fewer than 0: for ever. */
export function withDueTime(name: string, waitSecs: number, nowMs: number): string {
  return `${name}.${waitSecs < 0 ? NEVER : dueMs(waitSecs, nowMs).toString(36)}`;
}

/** Whether the thing with this physical id still waits. One without a due time never does. */
export function isDue(physicalId: string, nowMs: number): boolean {
  const due = DUE.exec(physicalId)?.[1];
  if (due === undefined) return true;
  return due !== NEVER && nowMs >= parseInt(due, 36);
}

/** Why a thing is pending, for people. */
export function pendingUntil(physicalId: string): Observation<never> {
  const due = DUE.exec(physicalId)?.[1] ?? NEVER;
  const until = due === NEVER ? 'for ever' : `until ${new Date(parseInt(due, 36)).toISOString()}`;
  return { status: 'pending', reason: `waits ${until}` };
}

/**
 * Ends an update or a delete only when `waitSecs` have passed since its first attempt.
 * @throws Transient until then. The engine tries again with growing pauses, and not for ever.
 */
export async function waitBetweenAttempts(waitSecs: number, call: Call): Promise<void> {
  if (waitSecs === 0) return;
  const saved = call.saved?.state;
  const due =
    typeof saved === 'number' ? saved : waitSecs < 0 ? Number.MAX_SAFE_INTEGER : dueMs(waitSecs, call.now());
  if (typeof saved !== 'number') await call.checkpoint({ state: due });
  if (call.now() < due) {
    const until = waitSecs < 0 ? 'for ever' : `until ${new Date(due).toISOString()}`;
    throw new Transient(`${call.resource} waits ${until}.`);
  }
}

/** How long the engine has to accept `pending` from a thing that waits this long, with room for a slow observer. */
export function patienceMs(waitSecs: number): number {
  return waitSecs < 0
    ? LONGEST_PENDING_MS
    : Math.min(LONGEST_PENDING_MS, Math.ceil(waitSecs * 1_000) + 60_000);
}

function dueMs(waitSecs: number, nowMs: number): number {
  return Math.ceil(nowMs + waitSecs * 1_000);
}
