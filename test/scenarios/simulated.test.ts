import assert from 'node:assert/strict';
import { Simulation } from '../simulator/simulation.js';
import { scenarios } from './all-scenarios.js';
import type { Stage } from './scenario.js';
import { seed } from './seed.js';
import { stacksOn } from './stacks.js';

const SEEDS = 3;
const LONG_MS = 1_200_000;
/** Longer than it takes to learn that a stream is cut. */
const NOTICED_MS = 4_000;
/** Between two looks at a condition. */
const STEP_MS = 20;

describe(`scenarios in the simulator, from seed ${String(seed)}`, function () {
  this.timeout(60_000);

  for (const { name, play } of scenarios) {
    it(name, async () => {
      for (let n = 0; n < SEEDS; n += 1) {
        const stage = simulatedStage(seed + n);
        await play(stage);
        assert.deepEqual(stage.world.violations, []);
      }
    });
  }
});

function simulatedStage(from: number): Stage {
  const sim = new Simulation(from, { slots: [8] });
  const { world, provider, users } = sim;
  const settled = <T>(answer: Promise<T>) => sim.settled(answer);
  const stacks = stacksOn({
    world,
    users,
    useCases: () => sim.useCases,
    settled,
    until: async (condition, explain) => {
      const end = sim.time.nowMs + LONG_MS;
      while (!(await settled(condition()))) {
        if (sim.time.nowMs > end) assert.fail(await settled(explain()));
        await sim.pass(STEP_MS);
      }
    },
  });
  const fleet = {
    stopWorkers: () => {
      sim.stopWorkers();
      return sim.pass(NOTICED_MS);
    },
    startWorkers: () => {
      sim.startWorkers();
    },
  };
  return { stacks, world, provider, fleet };
}
