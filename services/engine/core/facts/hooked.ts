import type { Hook } from '../../../../lib/hot/environment/hooks.js';
import type { Changes } from '../changes.js';
import { isCleared } from '../hooks.js';
import type { Instance } from '../instance.js';
import { isHalted, type Snapshot } from '../snapshot.js';
import type { HookWait } from '../verdict.js';
import { NOTHING_APPLIED } from './new-instance.js';
import { newInstance } from './dispatched.js';

/** A hook holds a resource, and people are told once. One that is not made yet gets its instance now. */
export function hooked(
  snapshot: Snapshot,
  changes: Changes,
  { resource, instance, hook, applied = NOTHING_APPLIED }: HookWait,
): void {
  const held = instance ?? newInstance(snapshot, resource, applied, changes.nowMs);
  if (!instance) held.action = 'INIT';
  if (held.hook === hook) return;
  held.hook = hook;
  changes.write(held, instance ? 'state' : 'applied');
  // In Heat's words, by which its clients find what is held.
  changes.note(held, held.action, held.status, `${actionOf(hook)} paused until Hook ${hook} is cleared`);
}

/**
 * What a new goal says of the instances that hooks hold: some were cleared.
 * @param isAnother what held it under the goal before does not count any more
 */
export function clearHooks(snapshot: Snapshot, changes: Changes, isAnother: boolean): void {
  for (const instance of snapshot.instances.values()) {
    const { hook, resource } = instance;
    if (hook === '') continue;
    const cleared = isCleared(snapshot, resource.name, hook);
    if (!cleared && !isAnother) continue;
    if (cleared) changes.note(instance, instance.action, instance.status, `Hook ${hook} is cleared`);
    instance.hook = '';
    changes.write(instance);
  }
}

/** Nothing goes on before a new goal: no hook is left that somebody could clear. */
export function unhookHalted(snapshot: Snapshot, changes: Changes): void {
  if (!isHalted(snapshot)) return;
  for (const instance of snapshot.instances.values()) unhooked(changes, instance);
}

/** What was held is not to be done any more: it is as it shall be. */
export function unhooked(changes: Changes, instance: Instance): void {
  if (instance.hook === '') return;
  instance.hook = '';
  changes.write(instance);
}

function actionOf(hook: Hook): string {
  return hook.replace(/^(pre|post)-/, '').toUpperCase();
}

/** Nobody needs to be told of its end: it never began, or that was told already. */
export function endsQuietly({ action, status }: Instance): boolean {
  return action === 'INIT' || (action === 'DELETE' && status === 'COMPLETE');
}
