import type { Goal, Modes } from '../goal.js';
import { isAsked } from '../instance.js';
import type { Snapshot } from '../snapshot.js';
import { cloneForGoal } from './clone.js';
import { entriesOf, type PlanEntry } from './entries.js';
import { Simulation } from './simulation.js';

/**
 * What a goal would do to a stack: the fixpoint of what is decided, each step of which succeeds. The snapshot is copied at once
 * and never touched; the rest is done in slices, between which the caller may do other things. O(resources + edges).
 */
export function planGoal(snapshot: Snapshot, goal: Goal): Generator<undefined, readonly PlanEntry[]> {
  const simulation = new Simulation(cloneForGoal(snapshot), { ...goal, modes: inGoodWeather(goal.modes) });
  return slices(simulation);
}

function* slices(simulation: Simulation): Generator<undefined, readonly PlanEntry[]> {
  yield* simulation.run();
  return yield* entriesOf(simulation);
}

/**
 * A plan is what comes of the goal itself: once the maintenance is over, with nothing that fails, and without what a user asked
 * for beside it.
 */
function inGoodWeather(modes: Modes): Modes {
  const requests = modes.requests.filter(({ verb }) => !isAsked(verb));
  return { ...modes, rollback: false, paused: false, halted: false, suspended: false, requests };
}
