import type { Resource } from '../../services/engine/core/snapshot.js';
import type { Verdict } from '../../services/engine/core/verdict.js';
import type { Simulation } from './simulation.js';
import { requirementsOf } from './wanted.js';
import type { Laxity } from './world-match.js';

/** Nothing goes on any more: it is reached, it failed, or somebody has to say that it may go on. */
export function isAtRest(sim: Simulation, stack: string): boolean {
  if (isDone(sim, stack) || sim.isRefused(stack)) return true;
  const row = sim.database.row(stack);
  const newest = sim.database.newest(stack);
  if (!row || !newest || row.seen < newest.number) return false;
  const { modes } = newest;
  // What is skipped and was never made keeps those waiting that are to be made of it.
  if (modes.paused || modes.skipped.length > 0 || isHeld(sim, stack))
    return isStill(sim, stack) && (row.status === 'COMPLETE' || sim.why(stack).length > 0);
  return row.status === 'FAILED' || (row.convergence === 'drifted' && isLeftSo(sim, stack, () => true));
}

/** A hook holds something of it. */
export function isHeld(sim: Simulation, stack: string): boolean {
  const instances = sim.resident(stack)?.snapshot.instances.values() ?? [];
  return [...instances].some(({ hook }) => hook !== '');
}

function isStill(sim: Simulation, stack: string): boolean {
  const { resources = new Map<string, Resource>() } = sim.resident(stack)?.snapshot ?? {};
  return [...resources.values()].every(
    ({ verdict, instances }) =>
      !MOVING.has(verdict) && instances.every((one) => !one.job && !MOVING.has(one.verdict)),
  );
}

const MOVING: ReadonlySet<Verdict> = new Set([
  'unlooked', 'slot', 'provider', 'held', 'observation', 'confirm', 'retry', 'again', 'search', 'broken', 'type', 'unstable', 'rollback',
]); // prettier-ignore

/** It is as it shall be; `drifted` counts where somebody wants it left so. */
export function isDone(sim: Simulation, stack: string): boolean {
  const row = sim.database.row(stack);
  const newest = sim.database.newest(stack);
  if (row?.deleted) return true;
  if (!row || !newest || row.seen < newest.number || sim.isRefused(stack)) return false;
  if (row.status !== 'COMPLETE' || newest.modes.skipped.some((name) => name in sim.database.goal(stack)))
    return false;
  const { mayDiffer } = laxityOf(sim, stack);
  return (
    row.convergence === 'converged' || (row.convergence === 'drifted' && isLeftSo(sim, stack, mayDiffer))
  );
}

/** All that is not settled has drifted, and nothing will be done about it. */
function isLeftSo(sim: Simulation, stack: string, mayDiffer: (resource: string) => boolean): boolean {
  const { resources = new Map<string, Resource>() } = sim.resident(stack)?.snapshot ?? {};
  return [...resources.values()].every(
    ({ name, verdict }) =>
      verdict === 'settled' || verdict === 'none' || (verdict === 'drifted' && mayDiffer(name)),
  );
}

/** What somebody allows to be otherwise than its goal says. */
export function laxityOf(sim: Simulation, stack: string): Required<Laxity> {
  const goal = sim.database.goal(stack);
  const ofStack = sim.database.newest(stack)?.modes.drift ?? 'repair';
  const mayDiffer = (resource: string) => {
    const { restricted, drift } = goal[resource]?.policy ?? {};
    return restricted !== undefined || (drift ?? ofStack) !== 'repair';
  };
  // What is left as it is stands on what it was made of.
  const standsOn = (resource: string, name: string) =>
    mayDiffer(resource) && requirementsOf(goal[resource]).includes(name);
  return {
    mayStay: (thing) =>
      sim.world.bystanders.mayStay(thing) || Object.keys(goal).some((name) => standsOn(name, thing.name)),
    mayDiffer,
    mayMeanAnything: (resource) => sim.world.bystanders.wasSkipped(stack, resource),
  };
}
