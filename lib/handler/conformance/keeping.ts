import assert from 'node:assert/strict';
import type { Json } from '../../json.js';
import type { Bench } from './bench.js';
import { assertNoDrift, checkObservation } from './check-observation.js';
import type { MakeGoal } from './options.js';
import { Job, type Trial } from './trial.js';

export function keeping(bench: Bench, make: MakeGoal): void {
  it('is not changed by a snapshot, which is plain JSON', async () => {
    const trial = await bench.trial(make);
    const { id, seen } = await bench.created(trial);
    const before = await bench.count();
    await trial.snapshot(id);
    const after = await bench.seenReady(trial, id, undefined);
    if (after) assertNoDrift(bench.handler, seen, after);
    await bench.assertCount(before, 0, 'snapshot changed the number of things');
  });

  const { content, damage } = bench.options;
  if (!bench.handler.restore || !content) return;

  it('has again what a snapshot kept when that is restored, also twice', async () => {
    const trial = await bench.trial(make);
    const { id } = await bench.created(trial);
    await content.put(id, trial.goal);
    const held = await content.get(id, trial.goal);
    const data = await trial.snapshot(id);
    if (damage) await damage(id, trial.goal);
    await restored(bench, trial, id, data);
    assert.deepEqual(await content.get(id, trial.goal), held, 'restore did not bring back what was kept');
  });

  it('brings what a snapshot kept into a new thing', async () => {
    const old = await bench.trial(make);
    const { id: oldId } = await bench.created(old);
    await content.put(oldId, old.goal);
    const held = await content.get(oldId, old.goal);
    const data = await old.snapshot(oldId);
    await old.delete(oldId);
    const trial = await bench.trialOf(old.goal);
    const { id } = await bench.created(trial);
    await restored(bench, trial, id, data);
    assert.deepEqual(await content.get(id, trial.goal), held, 'the new thing does not have what was kept');
  });
}

async function restored(bench: Bench, trial: Trial, id: string, data: Json): Promise<void> {
  const before = await bench.count();
  const job = new Job();
  const first = await bench.seenReady(trial, id, (await trial.restore(id, data, job)).observation);
  const second = await bench.seenReady(trial, id, (await trial.restore(id, data, job)).observation);
  await bench.assertCount(before, 0, 'restore changed the number of things');
  if (!first || !second) return;
  checkObservation(bench.handler, first);
  assertNoDrift(bench.handler, first, second);
}
