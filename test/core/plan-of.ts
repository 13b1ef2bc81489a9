import type { GoalResource } from '../../lib/hot/values.js';
import type { Goal, Modes } from '../../services/engine/core/goal.js';
import type { PlanEntry } from '../../services/engine/core/plan/entries.js';
import { planGoal } from '../../services/engine/core/plan/plan.js';
import type { PlannedResource } from '../../services/engine/core/plan/planned.js';
import type { Instance } from '../../services/engine/core/instance.js';
import type { Snapshot } from '../../services/engine/core/snapshot.js';

/** What an update to these resources would do, as a user would ask for it now. */
export function entriesFor(
  snapshot: Snapshot,
  resources: readonly GoalResource[],
  modes: Partial<Modes> = {},
): readonly PlanEntry[] {
  return runPlan(snapshot, nextGoal(snapshot, resources, modes));
}

export function planFor(
  snapshot: Snapshot,
  resources: readonly GoalResource[],
  modes: Partial<Modes> = {},
): PlannedResource[] {
  return entriesFor(snapshot, resources, modes).map(({ planned }) => planned);
}

export function nextGoal(
  { goal }: Snapshot,
  resources: readonly GoalResource[],
  modes: Partial<Modes> = {},
): Goal {
  const revision = goal.revision + 1;
  return {
    revision,
    since: revision,
    written: goal.revision === 0 ? 'CREATE' : 'UPDATE',
    asked: revision,
    action: goal.revision === 0 ? 'CREATE' : 'UPDATE',
    resources,
    modes: { ...goal.modes, ...modes },
  };
}

export function runPlan(snapshot: Snapshot, goal: Goal): readonly PlanEntry[] {
  const planning = planGoal(snapshot, goal);
  for (;;) {
    const step = planning.next();
    if (step.done) return step.value;
  }
}

/** All that a snapshot says, as plain values: what refers to another thing names it. */
export function told(snapshot: Snapshot): unknown {
  return {
    ...snapshot,
    rules: null,
    resources: [...snapshot.resources.values()].map((resource) => ({
      ...resource,
      needs: resource.needs.map(({ name }) => name),
      dependants: resource.dependants.map(({ name }) => name),
      instances: resource.instances.map(({ ordinal }) => ordinal),
      settled: resource.settled?.ordinal,
    })),
    instances: [...snapshot.instances.values()].map((instance) => ({
      ...instance,
      resource: instance.resource.name,
      requires: instance.requires.map(({ ordinal }) => ordinal),
      job: instance.job && { ...instance.job },
      timer: instance.timer && { ...instance.timer },
    })),
    byPhysicalId: [...snapshot.byPhysicalId].map(([key, { ordinal }]: [string, Instance]) => [key, ordinal]),
    tally: [...snapshot.tally],
  };
}
