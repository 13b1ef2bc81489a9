import assert from 'node:assert/strict';
import type { JsonObject } from '../../json.js';
import type { Observation } from '../contract.js';
import { isPermanent } from '../errors.js';
import type { Bench } from './bench.js';
import { changedNames } from './changed-names.js';
import { assertNoDrift, checkObservation } from './check-observation.js';
import type { MakeGoal } from './options.js';
import { Job, type Trial } from './trial.js';

export function adoption(bench: Bench, make: MakeGoal): void {
  it('is taken over by another stack, also twice, and is its own then', async () => {
    const maker = await bench.trial(make);
    const { id, seen } = await bench.created(maker);
    const known = bench.handler.observed === 'by report' ? seen.attributes : undefined;
    await takesOver(bench, await bench.trialOf(maker.goal), id, known as JsonObject | undefined);
  });

  const { madeByHand } = bench.options;
  if (madeByHand) {
    it('takes over what somebody else made', async () => {
      const trial = await bench.trial(make);
      await takesOver(bench, trial, await madeByHand(trial.goal));
    });
  }

  // What lives in the engine alone is never lost.
  if (bench.handler.observed === 'by report') return;
  it('refuses for good to take over what is not there', async () => {
    const trial = await bench.trial(make);
    const { id } = await bench.created(trial);
    await trial.delete(id);
    const before = await bench.count();
    await assert.rejects(() => trial.adopt(id), isPermanent, 'adopt must throw Permanent');
    await bench.assertCount(before, 0, 'adopt made a thing');
  });
}

/** @param known of a value that lives in the engine: the attributes that it had */
async function takesOver(bench: Bench, trial: Trial, id: string, known?: JsonObject): Promise<void> {
  const before = await bench.count();
  const job = new Job();
  if (known) job.saved = { physicalId: id, state: known };
  await trial.adopt(id, job);
  const found = await trial.adopt(id, job);
  checkObservation(bench.handler, found);
  await bench.assertCount(before, 0, 'adopt changed the number of things');
  const other = differing(trial, found);
  const { observation } = other.size > 0 ? await trial.update(id, trial.goal, other) : { observation: found };
  const seen = await bench.seenReady(trial, id, observation);
  const next = await bench.seenReady(trial, id, undefined);
  if (seen && next) assertNoDrift(bench.handler, seen, next);
  await trial.delete(id);
  await bench.assertCount(before, -1, 'the delete of what was taken over left it there');
}

/** What the engine changes next. */
function differing({ goal }: Trial, { properties }: Observation): Set<string> {
  const seen = properties ?? {};
  return changedNames(Object.fromEntries(Object.keys(seen).map((name) => [name, goal[name] ?? null])), seen);
}
