import type { FailureRow, JobRow, Turn } from '../../services/engine/app/store-port.js';
import type { Instance } from '../../services/engine/core/instance.js';
import { isHalted, type Snapshot } from '../../services/engine/core/snapshot.js';
import { HookWatch } from './watch-hooks.js';
import { newestOf, wantedOf, type SimStack } from './sim-stack.js';
import type { Simulation } from './simulation.js';
import type { Policy } from './wanted.js';
import { unreadyNeeds, standsAlone, hasSuccessor } from './order.js';

/**
 * Holds every commit to what is promised of what begins: in order, one job at a time, and nothing that a mode or a policy forbids;
 * and every failure to have a cause that there was.
 */
export function watchCommits(sim: Simulation): void {
  const { database, world } = sim;
  const fences = new Map<string, number>();
  const deleting = new Set<string>();
  /** Stacks in which something went first when they were written last: what was decided early in a turn saw it so. */
  const vacant = new Set<string>();
  const hooks = new HookWatch();
  const blame = (...faults: readonly string[]) => world.violations.push(...faults);
  database.onCommit = (turn, engine) => {
    for (const job of turn.jobs) {
      const key = `${job.stack}-${String(job.ordinal)}`;
      if ((fences.get(key) ?? 0) >= job.fence)
        blame(`${key} has a job with fence ${String(job.fence)} again`);
      fences.set(key, job.fence);
      const stack = database.stacks.get(job.stack) as SimStack;
      const snapshot = sim.engines.get(engine)?.loop.resident(job.stack)?.snapshot;
      const instance = snapshot?.instances.get(job.ordinal);
      const again = deleting.has(key);
      if (job.action === 'delete') deleting.add(key);
      // The engine that wrote it has died meanwhile.
      if (!snapshot || !instance) continue;
      blame(
        ...outOfOrder(snapshot, instance, job, turn, again || vacant.has(job.stack)),
        ...forbidden(snapshot, instance, job),
        ...againstPolicy(stack, instance, job, turn),
        ...hooks.begins(stack, instance, job, again),
      );
    }
    for (const { stack, ordinal } of turn.removed)
      blame(...hooks.goes(database.stacks.get(stack) as SimStack, ordinal));
    for (const row of turn.stacks) {
      const { id } = row;
      const snapshot = sim.engines.get(engine)?.loop.resident(id)?.snapshot;
      const tally = snapshot?.tally;
      if ((tally?.get('vacant') ?? 0) > 0) vacant.add(id);
      else vacant.delete(id);
      if (row.status === 'COMPLETE' && (tally?.get('hook') ?? 0) > 0)
        blame(`${id} is ${row.action}_COMPLETE, and a hook holds something of it`);
      if (snapshot) blame(...hooks.holds(snapshot));
      hooks.written(id, row.seen);
    }
    for (const failure of turn.failures)
      if (!isPlausible(failure)) blame(`${failure.name}: ${failure.cause}`);
  };
  database.onRollBack = (stack) => {
    const { modes, since } = newestOf(stack);
    if (!modes.rollback || (stack.row?.completed ?? 0) >= since)
      blame(`${stack.name} rolls back from what was reached, or nobody wants it to`);
  };
}

function outOfOrder(
  snapshot: Snapshot,
  instance: Instance,
  job: JobRow,
  turn: Turn,
  isExcused: boolean,
): string[] {
  const { name } = instance.resource;
  if (job.action === 'create' || job.action === 'update')
    return unreadyNeeds(snapshot, instance, turn).map(
      (need) => `${job.action} of ${name} began, and ${need} has not converged`,
    );
  // What has begun goes on, whatever is wanted since.
  if (job.action !== 'delete' || isExcused) return [];
  const faults = standsAlone(snapshot, instance).map((other) => `delete of ${name} began under ${other}`);
  if (!hasSuccessor(snapshot, instance))
    faults.push(`delete of ${name} began, and what takes its place is not ready`);
  return faults;
}

/** A mode of the goal says that nothing like it may begin. */
function forbidden(snapshot: Snapshot, { resource, external }: Instance, { action }: JobRow): string[] {
  const { modes } = snapshot.goal;
  const what = `${action} of ${resource.name} began`;
  if (modes.paused) return [`${what} while the stack is paused`];
  if (isHalted(snapshot)) return [`${what} after it was halted`];
  if (external && action !== 'check') return [`${what}, and it is somebody else's`];
  const isTouched = action !== 'delete' && action !== 'snapshot' && modes.skipped.includes(resource.name);
  return isTouched && resource.goal ? [`${what}, and it is skipped`] : [];
}

/** What all its goals say of how it goes. */
function againstPolicy(stack: SimStack, instance: Instance, job: JobRow, turn: Turn): string[] {
  if (job.action !== 'delete' || instance.digest === '' || instance.orphan) return [];
  const { name } = instance.resource;
  const always = deletionPolicy(stack, name, instance.type);
  if (always === 'retain') return [`delete of ${name} began, and all its goals retain it`];
  const isKept = [...stack.kept, ...turn.snapshots].some(({ physical }) => physical === instance.physicalId);
  if (always === 'snapshot' && !isKept && instance.type === 'Test::Volume')
    return [`delete of ${name} began before its content was kept`];
  return [];
}

/** The one that all goals of the resource agree upon. */
function deletionPolicy(stack: SimStack, name: string, type: string): Policy['deletion'] {
  const policies = new Set<Policy['deletion']>();
  for (const revision of stack.revisions) {
    const wanted = wantedOf(stack, revision)[name];
    if (wanted) policies.add(wanted.type === type ? wanted.policy?.deletion : undefined);
  }
  const [first, ...others] = policies;
  return others.length === 0 ? first : undefined;
}

/** What the simulated provider, the weather or people can bring about. */
function isPlausible({ kind, cause }: FailureRow): boolean {
  if (kind === 'overdue' || kind === 'unready') return true;
  return /went wrong|is in use|aborted|workers were lost|there is no|taken over|is taken by|healthy|is restricted|has changed meanwhile/.test(
    cause,
  );
}
