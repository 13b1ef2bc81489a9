import type { Hook } from '../../../lib/hot/environment/hooks.js';
import type { GoalAction } from './goal.js';
import { isCreated, type Applied, type Instance } from './instance.js';
import { mayBeLive } from './live-instance.js';
import { isHalted, isReached, type Resource, type Snapshot } from './snapshot.js';
import type { Decision, HookWait, Wait } from './verdict.js';
import { wait } from './wait.js';

/** It waits for somebody who clears the hook, or, since nothing goes on any more, for a new goal. */
type Stopped = HookWait | Wait;

/** As in Heat, only what the stack as a whole does is held: what an update adds or removes is not. */
const HELD_UNDER: { readonly [hook in Hook]: GoalAction } = {
  'pre-create': 'CREATE',
  'post-create': 'CREATE',
  'pre-update': 'UPDATE',
  'post-update': 'UPDATE',
  'pre-delete': 'DELETE',
  'post-delete': 'DELETE',
};

/** What holds the step of a resource that is about to begin. Undefined: it may begin. */
export function heldBefore(snapshot: Snapshot, resource: Resource, decision: Decision): Stopped | undefined {
  switch (decision.kind) {
    case 'create':
      return held(snapshot, resource, 'pre-create', decision.instance, decision.applied);
    case 'update':
      return held(snapshot, resource, 'pre-update', decision.instance);
    case 'replace':
      return held(snapshot, resource, 'pre-update', standing(resource));
    default:
      return undefined;
  }
}

/** What holds a resource that has come about or was updated, and with it those that require it. */
export function heldAfter(snapshot: Snapshot, resource: Resource, live: Instance): Stopped | undefined {
  const hook = live.updatedUnder === snapshot.goal.since ? 'post-update' : 'post-create';
  return held(snapshot, resource, hook, live);
}

/** What holds the delete of an instance that no goal wants, or the end of that delete. One by force waits for nobody. */
export function heldDelete(
  snapshot: Snapshot,
  instance: Instance,
  hook: 'pre-delete' | 'post-delete',
): Stopped | undefined {
  const { resource, deleteHooks, orphan } = instance;
  const { modes } = snapshot.goal;
  if (orphan || modes.abandoned || modes.forced || !deleteHooks.includes(hook)) return undefined;
  return isOpen(snapshot, resource, hook) ? stopped(snapshot, resource, instance, hook) : undefined;
}

/** Its delete has succeeded; only a hook is left that holds it. */
export function isDeleted({ deleting, action, status }: Instance): boolean {
  return deleting && action === 'DELETE' && status === 'COMPLETE';
}

/** Somebody has let it go on under this goal. */
export function isCleared({ goal }: Snapshot, resource: string, hook: Hook): boolean {
  return goal.modes.cleared.some((each) => each.resource === resource && each.hook === hook);
}

function held(
  snapshot: Snapshot,
  resource: Resource,
  hook: Hook,
  instance: Instance | null,
  applied?: Applied,
): Stopped | undefined {
  if (!resource.goal?.hooks?.includes(hook) || !isOpen(snapshot, resource, hook)) return undefined;
  return stopped(snapshot, resource, instance, hook, applied);
}

/** A plan takes for granted that somebody clears it. */
function isOpen(snapshot: Snapshot, { name }: Resource, hook: Hook): boolean {
  if (snapshot.planning || isReached(snapshot) || snapshot.goal.written !== HELD_UNDER[hook]) return false;
  return !isCleared(snapshot, name, hook);
}

/** Clearing it would let nothing go on, once the way to the goal was cancelled or is out of time. */
function stopped(
  snapshot: Snapshot,
  resource: Resource,
  instance: Instance | null,
  hook: Hook,
  applied?: Applied,
): Stopped {
  if (isHalted(snapshot)) return wait(resource, 'halted', instance);
  return { kind: 'wait', resource, instance, verdict: 'hook', hook, ...(applied && { applied }) };
}

/** The thing that is to be replaced. */
function standing({ instances }: Resource): Instance | null {
  return instances.findLast((instance) => mayBeLive(instance) && isCreated(instance)) ?? null;
}
