/** What a user asks for beside the goal. The engine asks only handlers that have the action. */
import type { Done } from '../../lib/handler/contract.js';
import type { Json } from '../../lib/json.js';
import { Permanent } from '../../lib/handler/errors.js';
import type { JobMessage } from '../../lib/protocol/worker.js';
import type { Acted, Run } from './run-action.js';

/** Bytes that the snapshot of one thing may keep, as JSON, where the configuration does not say. */
export const SNAPSHOT_BYTES = 8 * 1024 * 1024;

export async function suspend({ handler, job, goal, call }: Run): Promise<Acted> {
  if (!handler.suspend) throw cannot(job);
  return acted(job, await handler.suspend(job.physicalId, goal, call));
}

export async function resume({ handler, job, goal, call }: Run): Promise<Acted> {
  if (!handler.resume) throw cannot(job);
  return acted(job, await handler.resume(job.physicalId, goal, call));
}

export async function snapshot({ handler, job, goal, call, snapshotBytes }: Run): Promise<Acted> {
  if (!handler.snapshot) throw cannot(job);
  const kept: unknown = await handler.snapshot(job.physicalId, goal, call);
  const data = textOf(kept, job);
  const bytes = Buffer.byteLength(data);
  if (bytes > snapshotBytes) {
    throw new Permanent(
      `the snapshot of ${job.type} ${job.physicalId} comes to ${String(bytes)} bytes, and the worker takes ${String(snapshotBytes)}: raise snapshotBytes in its configuration, or keep less`,
    );
  }
  return { physicalId: job.physicalId, observation: undefined, data };
}

export async function restore({ handler, job, goal, call }: Run): Promise<Acted> {
  if (!handler.restore) throw cannot(job);
  if (job.argument === '')
    throw new Permanent(
      `nothing was kept of ${job.type} ${job.physicalId}: restore a snapshot that it is in`,
    );
  const data = JSON.parse(job.argument) as Json;
  return acted(job, await handler.restore(job.physicalId, goal, data, call));
}

function acted({ physicalId }: JobMessage, { observation }: Done): Acted {
  return { physicalId, observation };
}

function cannot({ type, action }: JobMessage): Permanent {
  return new Permanent(`${type} cannot ${action}: its handler has no such action.`);
}

/** @throws Permanent for what JSON cannot say. */
function textOf(kept: unknown, { type }: JobMessage): string {
  let cause: unknown;
  try {
    const text = JSON.stringify(kept) as string | undefined;
    if (text !== undefined) return text;
  } catch (error) {
    cause = error;
  }
  throw new Permanent(`the snapshot of ${type} is nothing that JSON can say: its handler is wrong.`, {
    cause,
  });
}
