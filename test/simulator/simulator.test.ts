import { randomStory } from './random-story.js';

/** `SIM_SEED` replays one run; `SIM_RUNS` sets how many there are, from seed `SIM_FROM` on. */
const { SIM_SEED, SIM_RUNS, SIM_FROM } = process.env;

describe('the simulator', function () {
  this.timeout(600_000);

  it('every story ends at its goal, whatever went wrong', async () => {
    const from = Number(SIM_SEED ?? SIM_FROM ?? Math.floor(Math.random() * 2 ** 31));
    const runs = SIM_SEED ? 1 : Number(SIM_RUNS ?? 2_000);
    const failed: string[] = [];
    for (let seed = from; seed < from + runs && failed.length < 3; seed += 1) {
      try {
        await randomStory(seed);
      } catch (error) {
        failed.push(
          `SIM_SEED=${String(seed)}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`,
        );
      }
    }
    if (failed.length > 0) throw new Error(failed.join('\n\n'));
  });
});
