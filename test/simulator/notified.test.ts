/** Stories as those of `simulator.test.ts`, in which observers are notified all the time, of this and that. */
import { randomStory } from './random-story.js';
import { told, trial } from './told.js';

const { SIM_RUNS, SIM_FROM } = process.env;
const runs = Math.ceil(Number(SIM_RUNS ?? 4_000) / 20);
const from = Number(SIM_FROM ?? 1);

describe('the simulator with notifications', function () {
  this.timeout(1_800_000);

  it(`${String(runs)} stories end well, and all is answered: seeds from ${String(from)}`, async () => {
    for (let seed = from; seed < from + runs; seed += 1) {
      const story = randomStory(seed);
      const notified = { ...story, world: { ...story.world, notified: true } };
      const failure = await trial(notified);
      if (failure !== undefined) throw new Error(`\n${await told(notified, failure)}`);
    }
  });
});
