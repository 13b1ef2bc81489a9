import type { Call, Handler, Observation } from '../../lib/handler/contract.js';
import { Permanent } from '../../lib/handler/errors.js';
import type { JsonObject } from '../../lib/json.js';
import type { JobMessage } from '../../lib/protocol/worker.js';

/** What an action yields. `physicalId` is empty when nothing is left. */
export interface Acted {
  readonly physicalId: string;
  readonly observation: Observation | undefined;
}

/**
 * Calls the one action of the handler that the job is for.
 * @param found hears the physical id as soon as it is known, so that a failure can still tell it.
 */
export async function runAction(
  handler: Handler,
  job: JobMessage,
  goal: JsonObject,
  call: Call,
  found: (physicalId: string) => void,
): Promise<Acted> {
  switch (job.action) {
    case 'create': {
      const { physicalId, observation } = await handler.create(goal, call);
      if (!physicalId)
        throw new Permanent(`${job.type} created a thing and gave no physical id: its handler is wrong.`);
      found(physicalId);
      return { physicalId, observation };
    }
    case 'update': {
      if (!handler.update)
        throw new Permanent(`${job.type} cannot be changed in place: its handler has no update.`);
      const done = await handler.update(job.physicalId, goal, new Set(job.changes), call);
      return { physicalId: job.physicalId, observation: done.observation };
    }
    case 'delete': {
      const physicalId = job.physicalId || (await search(handler, job, goal, call));
      if (physicalId) {
        found(physicalId);
        await handler.delete(physicalId, goal, call);
      }
      return { physicalId: '', observation: undefined };
    }
  }
}

/**
 * A create may have begun and told nobody (R9): the thing it left is found by its key, or else made
 * whole by the same call again, which then names it. Undefined: nothing is there.
 */
async function search(
  handler: Handler,
  job: JobMessage,
  goal: JsonObject,
  call: Call,
): Promise<string | undefined> {
  if (handler.find) return handler.find(job.idempotencyKey, goal, call);
  return (await handler.create(goal, call)).physicalId;
}
