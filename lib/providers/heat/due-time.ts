import { z } from 'zod';
import { Again, type Call, type Observation } from '../../handler/index.js';

/*
 * What waits holds no worker: a created thing carries its due time in the physical id, where an observer, who is
 * given nothing else, finds it. The id stays the same for life, so any other action has nowhere to put its due time where
 * an observer would see it: it saves it, and is run again when it has come.
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
 * Ends an action that is no create only when `waitSecs` have passed since it first ran; fewer than 0: never.
 * @throws Again until then
 */
export async function waitBetweenRuns(waitSecs: number, call: Call): Promise<void> {
  if (waitSecs === 0) return;
  const saved = dueOf(call);
  const due = saved ?? (waitSecs < 0 ? Number.MAX_SAFE_INTEGER : dueMs(waitSecs, call.now()));
  if (saved === undefined) await call.checkpoint({ state: { key: call.idempotencyKey, dueMs: due } });
  if (call.now() < due) {
    const until = waitSecs < 0 ? 'for ever' : `until ${new Date(due).toISOString()}`;
    throw new Again(`${call.resource} waits ${until}`, Math.min(LONGEST_PENDING_MS, due - call.now()));
  }
}

/** What an earlier run saved; another action that was broken off may have left its own. */
function dueOf({ saved, idempotencyKey }: Call): number | undefined {
  const { data } = savedDue.safeParse(saved?.state);
  return data?.key === idempotencyKey ? data.dueMs : undefined;
}

const savedDue = z.object({ key: z.string(), dueMs: z.number() });

/** How long the engine has to accept `pending` from a thing that waits this long, with room for a slow observer. */
export function patienceMs(waitSecs: number): number {
  return waitSecs < 0
    ? LONGEST_PENDING_MS
    : Math.min(LONGEST_PENDING_MS, Math.ceil(waitSecs * 1_000) + 60_000);
}

function dueMs(waitSecs: number, nowMs: number): number {
  return Math.ceil(nowMs + waitSecs * 1_000);
}
