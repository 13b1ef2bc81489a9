import type { GoalResource } from '../../../../lib/hot/values.js';
import type { Changes } from '../changes.js';
import type { Goal } from '../goal.js';
import type { Json } from '../../../../lib/json.js';
import { actAtOnce } from './at-once.js';
import { clearHooks, unhookHalted } from './hooked.js';
import { mark } from './marked.js';
import { resourceNamed, type Resource, type Snapshot } from '../snapshot.js';
import { recount, type Verdict } from '../verdict.js';

/**
 * A new goal. What is known of the instances stays (facts outlive goals); under it nothing is settled yet, and each
 * resource is looked at once: those without requirements now, the others when theirs are settled.
 */
export function newGoal(snapshot: Snapshot, changes: Changes, goal: Goal): void {
  // A goal of before there is, unless the stack was only now read from the store.
  const isAnother = snapshot.goal.since > 0 && goal.since > snapshot.goal.since;
  // What was asked last is what the status speaks of.
  if (snapshot.goal.revision > 0 && goal.asked !== snapshot.goal.asked) snapshot.checkFailed = false;
  snapshot.goal = goal;
  snapshot.expired = false;
  snapshot.stalled = false;
  snapshot.kept = keptFor(goal);
  const before = new Map<Resource, GoalResource>();
  for (const resource of snapshot.resources.values()) {
    if (resource.goal) before.set(resource, resource.goal);
    resource.goal = null;
    resource.needs = NONE;
    resource.dependants = [];
    resource.unsettledNeeds = 0;
    resource.done = false;
    resource.demanded = false;
    resource.settled = null;
    resource.fault = '';
  }
  for (const wanted of goal.resources) {
    const resource = resourceNamed(snapshot, wanted.name);
    resource.goal = wanted;
    // The very same goal has the very same literal properties: most resources of an update are not touched by it.
    if (before.get(resource) !== wanted) resource.literal = null;
  }
  for (const wanted of goal.resources) link(snapshot, resourceNamed(snapshot, wanted.name));
  mark(snapshot, changes);
  clearHooks(snapshot, changes, isAnother);
  unhookHalted(snapshot, changes);
  if (isAnother) actAtOnce(snapshot, changes);
  for (const resource of snapshot.resources.values()) {
    if (!resource.goal && resource.instances.length === 0) {
      stand(snapshot, resource, 'none');
      snapshot.resources.delete(resource.name);
      continue;
    }
    const waits = resource.unsettledNeeds > 0 && !goal.modes.skipped.includes(resource.name);
    stand(snapshot, resource, !resource.goal ? 'none' : waits ? 'needs' : 'unlooked');
    for (const instance of resource.instances) {
      recount(snapshot.tally, instance.verdict, resource.goal ? 'none' : 'unlooked');
      instance.verdict = resource.goal ? 'none' : 'unlooked';
    }
    // A resource that waits has nothing to decide, but its instances in flight must show as such.
    if (!waits || resource.instances.length > 0) changes.touch(resource);
  }
}

/** What each resource's snapshot kept, for a goal that restores it. */
function keptFor({ modes }: Goal): ReadonlyMap<string, string> {
  const restore = modes.requests.findLast(({ verb }) => verb === 'restore');
  if (!restore || restore.argument === '') return new Map();
  const kept = JSON.parse(restore.argument) as { readonly [resource: string]: Json };
  return new Map(Object.entries(kept).map(([name, data]) => [name, JSON.stringify(data)]));
}

function link(snapshot: Snapshot, resource: Resource): void {
  const { requires = [] } = resource.goal ?? {};
  const needs = requires.length === 0 ? NONE : requires.map((name) => resourceNamed(snapshot, name));
  resource.needs = needs;
  resource.unsettledNeeds = needs.length;
  for (const need of needs) need.dependants.push(resource);
}

/** Records where a resource stands. */
export function stand(snapshot: Snapshot, resource: Resource, verdict: Verdict): void {
  recount(snapshot.tally, resource.verdict, verdict);
  resource.verdict = verdict;
}

const NONE: readonly Resource[] = [];
