/**
 * Seeded chaos: random stories (`random-story.ts`) are told to the real core, loop, dispatch and sessions in a simulated world
 * (`simulation.ts`); then the faults stop and every promise must hold (`promises.ts`).
 *
 *   SIM_RUNS=20000 SIM_FROM=1   plays the seeds 1 to 20000; by default always the same ones, so that red means that
 *                               something was broken, and not that the dice fell otherwise
 *   SIM_SEED=42                 plays one seed
 *   SIM_STORY=file.json         plays a story as it lies in the file
 *   SIM_SHRINK=0                prints a story that goes wrong as it is; else it is made shorter first
 *   SIM_TRACE=1                 shows what the processes say to each other, with one of the two above
 *
 * What goes wrong is printed with its seed, its steps, and a file for SIM_STORY; played again it goes wrong in the same way.
 */
import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { OPEN_STORIES } from './open-stories.js';
import { playStory } from './play-story.js';
import { randomStory } from './random-story.js';
import type { Played, Share } from './story-thread.js';
import type { Story } from './story.js';
import { storyIn, told, trial } from './told.js';

const { SIM_SEED, SIM_STORY, SIM_RUNS, SIM_FROM, CI } = process.env;
const runs = Number(SIM_RUNS ?? (CI === 'true' ? 20_003 : 4_000));
const from = Number(SIM_FROM ?? 1);
const threads = Math.min(2, availableParallelism());

describe('the simulator', function () {
  this.timeout(1_800_000);

  if (SIM_STORY !== undefined) it(`${SIM_STORY} ends well`, () => endsWell(storyIn(SIM_STORY)));
  else if (SIM_SEED !== undefined)
    it(`the story of seed ${SIM_SEED} ends well`, () => endsWell(randomStory(Number(SIM_SEED))));
  else {
    it(`${String(runs)} stories end well, whatever goes wrong on the way: seeds from ${String(from)}`, async () => {
      const shares = Array.from({ length: threads }, (_, i) => ({
        from: from + i,
        to: from + runs,
        step: threads,
      }));
      const played = await Promise.all(shares.map(inThread));
      const failures = played.flatMap((share) => share.failures);
      if (failures.length > 0) throw new Error(`\n${failures.join('\n\n')}`);
      assert.equal(
        played.reduce((sum, { stories }) => sum + stories, 0),
        runs - [...OPEN_STORIES].filter((seed) => seed >= from && seed < from + runs).length,
      );
    });

    it('a story told twice comes out the same', async () => {
      for (let seed = from; seed < from + 5; seed += 1) {
        const [first, second] = [await outcome(seed), await outcome(seed)];
        assert.deepEqual(second, first, `seed ${String(seed)}`);
      }
    });
  }
});

async function endsWell(story: Story): Promise<void> {
  const failure = await trial(story);
  if (failure !== undefined) throw new Error(`\n${await told(story, failure)}`);
}

function inThread(share: Share): Promise<Played> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./story-thread.js', import.meta.url), { workerData: share });
    thread.on('message', resolve);
    thread.on('error', reject);
    thread.on('exit', () => {
      reject(new Error('a thread of the simulator ended before its share was played'));
    });
  });
}

async function outcome(seed: number) {
  const { world, database, time } = await playStory(randomStory(seed));
  return { done: world.done, events: database.events, steps: time.steps, nowMs: time.nowMs };
}
