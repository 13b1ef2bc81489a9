import assert from 'node:assert/strict';
import { Simulation } from '../simulator/simulation.js';
import { scenarios } from './all-scenarios.js';
import type { Stacks } from './scenario.js';

/** `SCENARIO_SEED` replays a run. */
const seed = Number(process.env['SCENARIO_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
const SEEDS = 10;
const LONG_MS = 600_000;

describe(`scenarios in the simulator, from seed ${String(seed)}`, function () {
  this.timeout(60_000);

  for (const { name, play } of scenarios) {
    it(name, async () => {
      for (let n = 0; n < SEEDS; n += 1) {
        const sim = new Simulation(seed + n, [8]);
        await play({ stacks: simulatedStacks(sim), world: sim.world });
      }
    });
  }
});

function simulatedStacks(sim: Simulation): Stacks {
  const names = new Set<string>();
  const rests = (name: string) =>
    sim.database.status(name).endsWith('_FAILED') ||
    (sim.database.status(name).endsWith('_COMPLETE') && sim.database.row(name)?.convergence === 'converged');
  const until = async (condition: () => boolean) => {
    const reached = await sim.until(condition, LONG_MS);
    assert.ok(reached, [...names].flatMap((name) => sim.why(name)).join('; '));
  };
  return {
    put: (name, wanted) => {
      names.add(name);
      sim.put(name, wanted);
      return Promise.resolve();
    },
    delete: (name) => {
      sim.delete(name);
      return Promise.resolve();
    },
    settle: () => until(() => [...names].every(rests)),
    until,
    status: (name) => Promise.resolve(sim.database.row(name)?.deleted ? 'GONE' : sim.database.status(name)),
    mustBeQuiet: async (name) => {
      const before = sim.world.done.length;
      await sim.pass(60_000);
      assert.deepEqual(sim.world.done.slice(before), [], `${name} is not quiet`);
    },
  };
}
