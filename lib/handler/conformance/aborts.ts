import assert from 'node:assert/strict';
import type { Bench } from './bench.js';
import type { MakeGoal } from './options.js';

/** When an action is aborted, as a part of the time that it takes. */
const MOMENTS = [0, 1 / 8, 1 / 4, 1 / 2, 3 / 4];

/** An action that serves no more is aborted: what it had done by then must be possible to remove. */
export function aborts(bench: Bench, make: MakeGoal): void {
  it('stops when it is aborted, and is made once after that', async () => {
    const trial = await bench.trial(make);
    const before = await bench.count();
    await trial.abortedCreate();
    await bench.created(trial);
    await bench.assertCount(before, 1, 'an aborted create left a second thing');
  });

  it('leaves nothing that cannot be removed when its create is aborted in the middle', async () => {
    const whole = await bench.trial(make);
    const tookMs = await timed(() => bench.created(whole));
    for (const part of MOMENTS) {
      const trial = await bench.trial(make);
      const before = await bench.count();
      await trial.clear(await trial.abortedCreate(part * tookMs));
      await bench.assertCount(before, 0, 'what an aborted create had begun is still there after its delete');
    }
  });

  it('can be deleted when an earlier delete was aborted in the middle', async () => {
    const before = await bench.count();
    const whole = await bench.trial(make);
    const { id: first } = await bench.created(whole);
    const tookMs = await timed(() => whole.delete(first));
    for (const part of MOMENTS) {
      const trial = await bench.trial(make);
      const { id } = await bench.created(trial);
      await trial.abortedDelete(id, part * tookMs);
      await trial.delete(id);
      if (bench.handler.observed !== 'by report') assert.equal((await trial.observe(id)).status, 'absent');
    }
    await bench.assertCount(before, 0, 'an aborted delete left something that the next one did not remove');
  });
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await action();
  return performance.now() - begun;
}
