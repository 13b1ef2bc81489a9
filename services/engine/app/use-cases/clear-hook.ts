import { IsothermError } from '../../../../lib/errors.js';
import { HOOKS, isHook, type Hook } from '../../../../lib/hot/environment/hooks.js';
import { nearestName } from '../../../../lib/hot/nearest-name.js';
import type { Resource, Snapshot } from '../../core/snapshot.js';
import type { NewRevision } from '../../store/revisions.js';
import type { StackRecord } from '../../store/stacks.js';
import { modesOfChange } from './carry-modes.js';
import { standing } from './show-stack.js';
import { carriedOn } from './write-revision.js';

/** A hook that holds a resource, and the goal under which it does: the next one has its hooks anew. */
export interface Held {
  readonly resource: string;
  readonly hook: Hook;
  readonly since: number;
}

/**
 * The hook of that name, if it holds the resource now.
 * @param snapshot undefined: nothing is known of the stack any more
 */
export function heldByHook(snapshot: Snapshot | undefined, name: string, hook: string): Held | undefined {
  if (!isHook(hook) || !snapshot) return undefined;
  const isHeld = snapshot.resources.get(name)?.instances.some((instance) => instance.hook === hook);
  return isHeld ? { resource: name, hook, since: snapshot.goal.since } : undefined;
}

/** Why there is nothing to clear, in Heat's words: `hook.invalid`. */
export function noHook(
  stack: StackRecord,
  snapshot: Snapshot | undefined,
  name: string,
  hook: string,
): IsothermError {
  const what = called(stack, snapshot?.resources.get(name), name);
  if (isHook(hook)) return notHeld(hook, what);
  const near = nearestName(hook, HOOKS);
  const hint = near ? `did you mean "${near}"?` : `one of ${HOOKS.join(', ')}`;
  return new IsothermError('hook.invalid', `Invalid hook type "${hook}" for ${what} (${hint})`);
}

function notHeld(hook: string, what: string): IsothermError {
  return new IsothermError('hook.invalid', `The "${hook}" hook is not defined on ${what}`);
}

/** `RandomString "a" [id] Stack "shop" [id]`, as Heat calls a resource. */
function called({ name: stack, id }: StackRecord, resource: Resource | undefined, name: string): string {
  const instance = resource && standing(resource);
  const type = (resource?.goal?.type ?? instance?.type ?? 'Resource').split('::').at(-1) ?? '';
  const thing = instance?.physicalId ? ` [${instance.physicalId}]` : '';
  return `${type} "${name}"${thing} Stack "${stack}" [${id}]`;
}

/**
 * Cleared for as long as the goal is the same. Undefined: it is cleared already.
 * @throws IsothermError `hook.invalid`: another goal was written meanwhile
 */
export function clearing(stack: StackRecord, { resource, hook, since }: Held): NewRevision | undefined {
  const { cleared } = stack.modes;
  if (stack.since !== since)
    throw notHeld(hook, `resource "${resource}" any more: Stack "${stack.name}" has a new goal`);
  if (cleared.some((each) => each.resource === resource && each.hook === hook)) return undefined;
  return {
    ...carriedOn(stack),
    askedFor: `clear hook ${hook} of ${resource}`,
    modes: modesOfChange(stack, { cleared: [...cleared, { resource, hook }] }),
  };
}
