import assert from 'node:assert/strict';
import type { Bench } from './bench.js';
import { assertNoDrift, checkObservation } from './check-observation.js';
import type { MakeGoal } from './options.js';
import { Job } from './trial.js';

export function suspension(bench: Bench, make: MakeGoal): void {
  const { works } = bench.options;

  it('can be suspended and resumed, each also twice', async () => {
    const trial = await bench.trial(make);
    const { id, seen } = await bench.created(trial);
    const before = await bench.count();
    const suspend = new Job();
    await trial.suspend(id, suspend);
    await trial.suspend(id, suspend);
    if (works) assert.equal(await works(id, trial.goal), false, 'it works though it is suspended');
    const resume = new Job();
    await trial.resume(id, resume);
    const { observation } = await trial.resume(id, resume);
    const after = await bench.seenReady(trial, id, observation);
    if (works) assert.equal(await works(id, trial.goal), true, 'it does not work though it was resumed');
    if (after) {
      checkObservation(bench.handler, after);
      assertNoDrift(bench.handler, seen, after);
    }
    await bench.assertCount(before, 0, 'suspend or resume changed the number of things');
  });

  it('can be deleted while it is suspended', async () => {
    const trial = await bench.trial(make);
    const before = await bench.count();
    const { id } = await bench.created(trial);
    await trial.suspend(id);
    await trial.delete(id);
    await bench.assertCount(before, 0, 'the delete of a suspended thing left something behind');
    if (bench.handler.observed !== 'by report') assert.equal((await trial.observe(id)).status, 'absent');
  });
}
