import type { Call, Handler, Observation } from '../../lib/handler/contract.js';
import { Permanent } from '../../lib/handler/errors.js';
import { adoptThing, checkThing } from '../../lib/handler/fallbacks.js';
import type { JsonObject } from '../../lib/json.js';
import type { JobAction, JobMessage } from '../../lib/protocol/worker.js';
import { restore, resume, snapshot, suspend } from './asked-actions.js';

/** What an action is run with. */
export interface Run {
  readonly handler: Handler;
  readonly job: JobMessage;
  readonly goal: JsonObject;
  readonly call: Call;
  /** Bytes of what a `snapshot` may keep. */
  readonly snapshotBytes: number;
  /** Hears the physical id of what was made, or found to be, as soon as it is known, so that a failure can still tell it. */
  readonly found: (physicalId: string) => void;
}

/** What an action yields. */
export interface Acted {
  /** Empty when nothing is left. */
  readonly physicalId: string;
  readonly observation: Observation | undefined;
  /** What a `snapshot` kept, as JSON text. */
  readonly data?: string;
}

/** Calls the one action of the handler that the job is for. */
export async function runAction(run: Run): Promise<Acted> {
  return ACTIONS[run.job.action](run);
}

const ACTIONS: { readonly [action in JobAction]: (run: Run) => Promise<Acted> } = {
  create,
  update,
  delete: remove,
  adopt,
  check,
  suspend,
  resume,
  snapshot,
  restore,
};

async function create({ handler, job, goal, call, found }: Run): Promise<Acted> {
  const { physicalId, observation } = await handler.create(goal, call);
  if (!physicalId)
    throw new Permanent(`${job.type} created a thing and gave no physical id: its handler is wrong.`);
  found(physicalId);
  return { physicalId, observation };
}

async function update({ handler, job, goal, call }: Run): Promise<Acted> {
  if (!handler.update)
    throw new Permanent(`${job.type} cannot be changed in place: its handler has no update.`);
  const { observation } = await handler.update(job.physicalId, goal, new Set(job.changes), call);
  return { physicalId: job.physicalId, observation };
}

async function remove(run: Run): Promise<Acted> {
  const { handler, job, goal, call, found } = run;
  const searched = job.physicalId ? undefined : await search(run);
  if (searched) found(searched);
  const physicalId = job.physicalId || searched;
  if (physicalId) await handler.delete(physicalId, goal, call);
  return { physicalId: '', observation: undefined };
}

/**
 * A create may have begun and told nobody (R9): the thing it left is found by its key, or else made
 * whole by the same call again, which then names it. Undefined: nothing is there.
 */
async function search({ handler, job, goal, call }: Run): Promise<string | undefined> {
  if (handler.find) return handler.find(job.idempotencyKey, goal, call);
  return (await handler.create(goal, call)).physicalId;
}

async function adopt({ handler, job, goal, call }: Run): Promise<Acted> {
  const { physicalId } = job;
  return { physicalId, observation: await adoptThing(handler, physicalId, goal, call) };
}

async function check({ handler, job, goal, call }: Run): Promise<Acted> {
  const { physicalId } = job;
  return { physicalId, observation: await checkThing(handler, physicalId, goal, call) };
}
