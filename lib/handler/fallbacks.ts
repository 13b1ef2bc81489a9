/** What is done for a handler that lacks an optional action: by the worker, and by the conformance kit in its place. */
import type { JsonObject } from '../json.js';
import type { Call, Handler, Observation } from './contract.js';
import { Permanent } from './errors.js';

/** Looks closely, or else just looks. Undefined: nobody can, what there is of it lives in the engine. */
export async function checkThing(
  handler: Handler,
  id: string,
  goal: JsonObject,
  call: Call,
): Promise<Observation | undefined> {
  return handler.check ? handler.check(id, goal, call) : look(handler, id, goal, call);
}

/**
 * Takes a thing over, or else whatever a look finds there.
 * @throws Permanent when nothing is there.
 */
export async function adoptThing(
  handler: Handler,
  id: string,
  goal: JsonObject,
  call: Call,
): Promise<Observation> {
  const seen = handler.adopt ? await handler.adopt(id, goal, call) : await look(handler, id, goal, call);
  if (!seen) {
    throw new Permanent(
      `${handler.type} ${id} cannot be taken over: what there is of it lives in the engine that made it; leave its id out, and a new one is made`,
    );
  }
  if (seen.status !== 'absent') return seen;
  const why = seen.reason ? ` (${seen.reason})` : '';
  throw new Permanent(
    `there is no ${handler.type} ${id}${why}: name one that is there, or leave the id out, and a new one is made`,
  );
}

async function look(
  handler: Handler,
  id: string,
  goal: JsonObject,
  call: Call,
): Promise<Observation | undefined> {
  if (handler.observe) return handler.observe(id, goal, call);
  return (await handler.observeMany?.([{ id, goal }], call))?.[0];
}
