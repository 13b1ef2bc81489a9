import type { Hook, RestrictedAction } from '../../lib/hot/environment/hooks.js';
import type { JobRow } from '../../services/engine/app/store-port.js';
import { isCreated, type Instance } from '../../services/engine/core/instance.js';
import { mayBeLive } from '../../services/engine/core/live-instance.js';
import type { Snapshot } from '../../services/engine/core/snapshot.js';
import { wantedOf, type SimRevision, type SimStack } from './sim-stack.js';

/**
 * Nothing begins while a hook holds it that nobody has cleared, and nothing that is forbidden. What holds is told from the goals as
 * they were written, not from what the loop makes of them.
 */
export class HookWatch {
  /** Of what is being deleted, by stack and ordinal. */
  private readonly going = new Map<string, Instance>();
  /** The last revision that each stack had seen when it was written last. */
  private readonly seen = new Map<string, number>();

  /** @param again its delete was begun before */
  begins(stack: SimStack, instance: Instance, job: JobRow, again: boolean): string[] {
    const { name } = instance.resource;
    if (job.action === 'delete') this.going.set(`${stack.id}-${String(job.ordinal)}`, instance);
    const under = stack.revisions[job.revision - 1] as SimRevision;
    const policy = wantedOf(stack, under)[name]?.policy ?? {};
    const what = `${job.action} of ${name} began`;
    const faults: string[] = [];
    const step = stepOf(instance, job, again);
    if (step && policy.restricted?.includes(step) && isForbidden(stack, under))
      faults.push(`${what}, and a ${step} is restricted`);
    const hook = hookOf(under, step, job);
    const hooks = hook === 'pre-delete' ? deleteHooks(instance) : (policy.hooks ?? []);
    if (
      !hook ||
      (hook === 'pre-delete' && again) ||
      !hooks.includes(hook) ||
      isOpen(stack, under, name, hook)
    )
      return faults;
    return [...faults, `${what}, and nobody has cleared its hook ${hook}`];
  }

  written(id: string, seen: number): void {
    this.seen.set(id, seen);
  }

  /** Nobody is asked to clear what would not go on then, or is not held at all. */
  holds({ stackId, tally, goal, instances, ...snapshot }: Snapshot): string[] {
    const isHeld = (tally.get('hook') ?? 0) > 0 || [...instances.values()].some(({ hook }) => hook !== '');
    if (!isHeld || snapshot.completedRevision >= goal.since) return [];
    if (goal.modes.halted || snapshot.expired)
      return [`${stackId} is halted, and a hook holds something of it`];
    return goal.modes.forced ? [`${stackId} is deleted by force, and a hook holds something of it`] : [];
  }

  /** Nothing of it is left. What went in the turn in which a goal was seen first may have gone under the one before. */
  goes(stack: SimStack, ordinal: number): string[] {
    const instance = this.going.get(`${stack.id}-${String(ordinal)}`);
    const under = stack.revisions[(stack.revisions[(this.seen.get(stack.id) ?? 0) - 1]?.since ?? 0) - 1];
    if (!instance || under?.action !== 'DELETE' || instance.keep === 'retain') return [];
    const { name } = instance.resource;
    if (!deleteHooks(instance).includes('post-delete') || isOpen(stack, under, name, 'post-delete'))
      return [];
    return [`${name} is gone, and nobody has cleared its hook post-delete`];
  }
}

function deleteHooks({ orphan, deleteHooks: hooks }: Instance): readonly Hook[] {
  return orphan ? [] : hooks;
}

/** What the job begins to do to the thing of its resource; undefined: nothing, or it was begun before. */
function stepOf(instance: Instance, job: JobRow, again: boolean): RestrictedAction | undefined {
  const { resource, orphan } = instance;
  const others = resource.instances.some((one) => one !== instance && mayBeLive(one) && isCreated(one));
  if (job.action === 'update') return 'update';
  if (job.action === 'create') return others && job.fence === 1 ? 'replace' : undefined;
  const isLast = job.action === 'delete' && !again && !orphan && isCreated(instance) && !others;
  return isLast && resource.goal ? 'replace' : undefined;
}

function hookOf({ action }: SimRevision, step: RestrictedAction | undefined, job: JobRow): Hook | undefined {
  if (action === 'CREATE') return job.action === 'create' ? 'pre-create' : undefined;
  if (action === 'UPDATE') return step ? 'pre-update' : undefined;
  return action === 'DELETE' && job.action === 'delete' ? 'pre-delete' : undefined;
}

/** While it first comes about nothing is. */
function isForbidden(stack: SimStack, under: SimRevision): boolean {
  return (under.action !== 'CREATE' && under.action !== 'ADOPT') || isReached(stack, under);
}

/** It holds nothing: the goal is reached, the stack is abandoned or deleted by force, or somebody has cleared it. */
function isOpen(stack: SimStack, under: SimRevision, resource: string, hook: Hook): boolean {
  if (isReached(stack, under) || under.modes.abandoned || under.modes.forced) return true;
  return stack.revisions.some(
    ({ since, modes }) =>
      since === under.number &&
      modes.cleared.some((each) => each.resource === resource && each.hook === hook),
  );
}

function isReached({ row }: SimStack, { number }: SimRevision): boolean {
  return (row?.completed ?? 0) >= number;
}
