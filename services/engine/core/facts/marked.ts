import type { Hook } from '../../../../lib/hot/environment/hooks.js';
import type { GoalResource } from '../../../../lib/hot/values.js';
import type { Changes } from '../changes.js';
import type { Request } from '../goal.js';
import { UNKNOWN, type Instance } from '../instance.js';
import { mayBeLive } from '../live-instance.js';
import { resourceNamed, type Resource, type Snapshot } from '../snapshot.js';
import { addInstance, blankInstance, NOTHING_APPLIED } from './new-instance.js';

/**
 * What a new goal says of instances that are there, and of things that are to be taken in: done at once, in the commit that
 * sees the goal.
 */
export function mark(snapshot: Snapshot, changes: Changes): void {
  for (const wanted of snapshot.goal.resources) {
    const resource = snapshot.resources.get(wanted.name);
    if (!resource) continue;
    keepAs(changes, resource, wanted);
    if (wanted.externalId !== undefined) referTo(snapshot, changes, resource, wanted.externalId);
  }
  for (const request of snapshot.goal.modes.requests) fulfil(snapshot, changes, request);
}

/** Its deletion policy and hooks, as long as a goal wants it. */
function keepAs(changes: Changes, resource: Resource, { deletionPolicy, hooks }: GoalResource): void {
  const deleteHooks = deleteHooksOf(hooks);
  for (const instance of resource.instances) {
    const same = instance.keep === (deletionPolicy ?? null) && isSame(instance.deleteHooks, deleteHooks);
    if (instance.deleting || same) continue;
    instance.keep = deletionPolicy ?? null;
    instance.deleteHooks = deleteHooks;
    changes.write(instance);
  }
}

/** Those that hold it once no goal says so any more. */
export function deleteHooksOf(hooks: readonly Hook[] = []): readonly Hook[] {
  return hooks.filter((hook) => hook === 'pre-delete' || hook === 'post-delete');
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}

/** A thing that is only referred to is there from the beginning, and is looked at. */
function referTo(snapshot: Snapshot, changes: Changes, resource: Resource, externalId: string): void {
  if (resource.instances.some((i) => i.external && i.physicalId === externalId)) return;
  const instance = taken(snapshot, changes, resource);
  instance.external = true;
  instance.digest = UNKNOWN;
  instance.physicalId = externalId;
}

function fulfil(snapshot: Snapshot, changes: Changes, request: Request): void {
  const { number, verb, resource: name, argument } = request;
  if (verb === 'import') {
    const resource = snapshot.resources.get(name);
    if (resource?.goal) takeIn(snapshot, changes, resource, request);
    return;
  }
  if (verb !== 'unhealthy' && verb !== 'healthy' && verb !== 'forget') return;
  for (const instance of snapshot.resources.get(name)?.instances ?? []) {
    if (instance.requestDone >= number) continue;
    instance.requestDone = number;
    changes.write(instance);
    if (verb === 'forget') {
      if (instance.deleting) instance.keep = 'retain';
      continue;
    }
    if (!mayBeLive(instance)) continue;
    if (verb === 'healthy' && !isFoundUnhealthy(instance)) continue;
    instance.unhealthy = verb === 'unhealthy' ? argument || 'marked unhealthy' : '';
    changes.tell(
      instance,
      'CHECK',
      verb === 'unhealthy' ? 'FAILED' : 'COMPLETE',
      instance.unhealthy || 'marked healthy',
    );
  }
}

/** By a user or a check. Of another one it is not said that it is healthy again, as in Heat. */
export function isFoundUnhealthy({ unhealthy, action, status }: Instance): boolean {
  return unhealthy !== '' || (action === 'CHECK' && status === 'FAILED');
}

/** No other thing can be taken over for its resource. */
export function keepsItsThing(instance: Instance): boolean {
  return mayBeLive(instance) && (instance.job !== null || (instance.physicalId !== '' && !instance.adopting));
}

/** A resource that has a thing already keeps it; one that was named before, and is not ours yet, gives way. */
function takeIn(
  snapshot: Snapshot,
  changes: Changes,
  resource: Resource,
  { number, argument, data = '' }: Request,
): void {
  if (resource.instances.some((i) => keepsItsThing(i) || (i.adopting && i.requestDone >= number))) return;
  const instance = taken(snapshot, changes, resource);
  instance.adopting = true;
  // Its job finds it there, as if it had saved it.
  instance.action = 'ADOPT';
  instance.checkpoint = data;
  instance.requestDone = number;
  instance.physicalId = argument;
}

function taken(snapshot: Snapshot, changes: Changes, { name, goal }: Resource): Instance {
  const resource = resourceNamed(snapshot, name);
  const instance = blankInstance(
    snapshot.nextOrdinal,
    resource,
    goal?.type ?? '',
    NOTHING_APPLIED,
    changes.nowMs,
  );
  snapshot.nextOrdinal += 1;
  addInstance(snapshot, instance);
  instance.keep = goal?.deletionPolicy ?? null;
  instance.deleteHooks = deleteHooksOf(goal?.hooks);
  changes.write(instance, 'applied');
  return instance;
}
