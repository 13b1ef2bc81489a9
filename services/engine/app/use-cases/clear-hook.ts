import { IsothermError } from '../../../../lib/errors.js';
import { HOOKS, isHook, type Hook } from '../../../../lib/hot/environment/hooks.js';
import { nearestName } from '../../../../lib/hot/nearest-name.js';
import type { Resource } from '../../core/snapshot.js';
import type { NewRevision } from '../../store/revisions.js';
import type { StackRecord } from '../../store/stacks.js';
import { modesOfChange } from './carry-modes.js';
import { standing } from './show-stack.js';
import { carriedOn } from './write-revision.js';

/**
 * The hook of that name, which holds the resource now. In Heat's words.
 * @throws IsothermError `hook.invalid`
 */
export function heldByHook(
  stack: StackRecord,
  resource: Resource | undefined,
  name: string,
  hook: string,
): Hook {
  const what = called(stack, resource, name);
  if (!isHook(hook)) {
    const near = nearestName(hook, HOOKS);
    const hint = near ? `did you mean "${near}"?` : `one of ${HOOKS.join(', ')}`;
    throw new IsothermError('hook.invalid', `Invalid hook type "${hook}" for ${what} (${hint})`);
  }
  if (resource?.instances.some((instance) => instance.hook === hook)) return hook;
  throw new IsothermError('hook.invalid', `The "${hook}" hook is not defined on ${what}`);
}

/** `RandomString "a" [id] Stack "shop" [id]`, as Heat calls a resource. */
function called({ name: stack, id }: StackRecord, resource: Resource | undefined, name: string): string {
  const instance = resource && standing(resource);
  const type = (resource?.goal?.type ?? instance?.type ?? 'Resource').split('::').at(-1) ?? '';
  const thing = instance?.physicalId ? ` [${instance.physicalId}]` : '';
  return `${type} "${name}"${thing} Stack "${stack}" [${id}]`;
}

/** Cleared for as long as the goal is the same. Undefined: it is cleared already. */
export function clearing(stack: StackRecord, resource: string, hook: Hook): NewRevision | undefined {
  const { cleared } = stack.modes;
  if (cleared.some((each) => each.resource === resource && each.hook === hook)) return undefined;
  return {
    ...carriedOn(stack),
    askedFor: `clear hook ${hook} of ${resource}`,
    modes: modesOfChange(stack, { cleared: [...cleared, { resource, hook }] }),
  };
}
