import assert from 'node:assert/strict';
import { randomGoal } from './random-goal.js';
import { Simulation } from './simulation.js';
import type { WantedStack } from './world.js';

const HOUR_MS = 3_600_000;

/**
 * One seeded story: goals that change while links are cut, processes die, commits are lost, handlers fail and things drift.
 * Then the faults stop, and every promise must hold.
 */
export async function randomStory(seed: number): Promise<Simulation> {
  const sim = new Simulation(seed);
  const { random, weather, database, faults } = sim;
  const goals = new Map<string, WantedStack>();
  const deleted = new Set<string>();
  const stacks = random.chance(0.3) ? ['s', 't'] : ['s'];
  const severity = random.next();
  Object.assign(weather, {
    mishaps: 0.2 * severity * random.next(),
    permanent: random.chance(0.3) ? 0.3 : 0,
    hangs: random.chance(0.3) ? 0.1 : 0,
  });
  faults.slowMs = random.pick([5, 50, 2_000]);
  database.faults = {
    fails: 0.1 * severity * random.next(),
    loses: 0.1 * severity * random.next(),
    refuses: random.chance(0.1) ? 0.02 : 0,
  };
  for (const stack of stacks) put(stack);

  const happenings = random.below(14);
  for (let i = 0; i < happenings; i += 1) {
    await sim.pass(random.chance(0.5) ? random.below(300) : random.below(15_000));
    happens();
  }
  await calm();
  return sim;

  function put(stack: string): void {
    if (deleted.has(stack)) return;
    const goal = randomGoal(random, stack);
    goals.set(stack, goal);
    sim.put(stack, goal);
  }

  function happens(): void {
    const node = random.pick(sim.nodes);
    const stack = random.pick(stacks);
    const backMs = random.chance(0.7) ? random.below(1_000) : random.below(40_000);
    switch (random.below(severity < 0.1 ? 3 : 9)) {
      case 0:
      case 1:
        put(stack);
        return;
      case 2:
        drift();
        return;
      case 3:
        sim.cutLink(node, 'worker');
        return;
      case 4:
        sim.cutLink(node, 'observer');
        return;
      case 5:
        sim.crashEngine(backMs);
        return;
      case 6:
        sim.crashWorker(node, backMs);
        return;
      case 7:
        sim.crashObserver(node, backMs);
        return;
      case 8:
        if (random.chance(0.2) && !deleted.has(stack)) remove(stack);
    }
  }

  function remove(stack: string): void {
    deleted.add(stack);
    goals.set(stack, {});
    sim.delete(stack);
  }

  function drift(): void {
    const things = [...sim.world.things.values()].filter(({ type }) => type !== 'Test::Token');
    if (things.length === 0) return;
    const thing = random.pick(things);
    if (random.chance(0.4)) {
      sim.world.things.delete(thing.physicalId);
      sim.world.removed.add(thing.physicalId);
    } else if (random.chance(0.5)) thing.state = 'broken';
    else if (sim.isKnown(thing.physicalId)) thing.properties = { ...thing.properties, size: 77 };
  }

  /** The faults stop. */
  async function calm(): Promise<void> {
    Object.assign(weather, { mishaps: 0, permanent: 0, hangs: 0 });
    database.faults = { fails: 0, loses: 0, refuses: 0 };
    Object.assign(faults, { slowMs: 5 });
    const probes = () => {
      for (const thing of sim.world.things.values()) if (thing.type === 'Test::Probe') thing.state = 'ready';
    };
    probes();
    const rests = () => stacks.every((stack) => isAtRest(sim, stack));
    if (!(await sim.until(rests, HOUR_MS))) fail('no rest');
    for (const stack of stacks) {
      if (converged(sim, stack) && !sim.isRefused(stack)) continue;
      assert.ok(sim.why(stack).length > 0, `${stack} has failed without a reason`);
      // What failed while there were faults is tried again with the next goal.
      if (deleted.has(stack)) sim.delete(stack);
      else sim.put(stack, goals.get(stack) ?? {});
    }
    // Drift that nobody has looked at yet is found by the next looks.
    await sim.pass(60_000);
    const done = () => stacks.every((stack) => converged(sim, stack));
    if (!(await sim.until(done, HOUR_MS))) fail('no convergence');
    const before = sim.world.done.length;
    await sim.pass(120_000);
    for (const stack of stacks) sim.world.mustMatch(stack);
    assert.deepEqual(sim.world.done.slice(before), [], 'a converged stack causes no action');
    for (const stack of stacks) if (!deleted.has(stack)) remove(stack);
    if (!(await sim.until(done, HOUR_MS))) fail('no deletion');
    assert.deepEqual(sim.world.real, [], 'left behind');
    assert.deepEqual(sim.world.violations, []);
    assert.equal(database.claims.size, 0, 'claims are left behind');
  }

  function fail(what: string): never {
    const waits = stacks.map((stack) => `${stack} ${database.status(stack)}: ${sim.why(stack).join('; ')}`);
    throw new Error(`${what} (seed ${String(seed)}):\n${waits.join('\n')}`);
  }
}

function converged(sim: Simulation, stack: string): boolean {
  return (
    sim.database.status(stack).endsWith('_COMPLETE') && sim.database.row(stack)?.convergence === 'converged'
  );
}

/** Nothing goes on any more: it is reached, or it failed; or it was refused and waits for a new goal. */
function isAtRest(sim: Simulation, stack: string): boolean {
  return converged(sim, stack) || /_FAILED$/.test(sim.database.status(stack)) || sim.isRefused(stack);
}
