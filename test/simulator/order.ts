import type { Turn } from '../../services/engine/app/store-port.js';
import type { Instance } from '../../services/engine/core/instance.js';
import { policyOf } from '../../services/engine/core/live-instance.js';
import type { Snapshot } from '../../services/engine/core/snapshot.js';

/** Requirements of the resource that have not converged. What begins to change in the same commit had. */
export function unreadyNeeds({ stackId }: Snapshot, { resource }: Instance, turn: Turn): string[] {
  const isChanging = (one: Instance) =>
    turn.jobs.some(({ stack, ordinal }) => stack === stackId && ordinal === one.ordinal);
  return resource.needs
    .filter(
      ({ verdict, instances }) =>
        verdict !== 'skipped' && !instances.some((one) => isChanging(one) || isReady(one)),
    )
    .map(({ name, verdict }) => `${name} (${verdict})`);
}

/** One look that sees otherwise proves nothing yet. */
function isReady({ digest, deleting, observed, suspended, external }: Instance): boolean {
  if (deleting || (digest === '' && !external)) return false;
  if (suspended || observed?.status === 'ready') return true;
  return observed !== null && observed.status !== 'pending' && observed.looks < 2;
}

/** Who stands on the instance, and will not move over in place once its successor is there (R1, R11). */
export function standsAlone(snapshot: Snapshot, instance: Instance): string[] {
  return [...snapshot.instances.values()]
    .filter((other) => other.requires.includes(instance) && !movesOver(snapshot, instance, other))
    .map(({ resource, ordinal }) => `${resource.name} ${String(ordinal)}`);
}

/** It, or something that it stands on, has to go before its next one is made: others move over then. */
function movesOver(snapshot: Snapshot, instance: Instance, other: Instance): boolean {
  return goesFirst(snapshot, instance) && other.type === other.resource.goal?.type && !other.deleting;
}

function goesFirst(snapshot: Snapshot, { resource: { goal } }: Instance): boolean {
  const declared = goal !== null && (goal.deleteFirst ?? goal.type === 'Test::Address');
  return declared || (snapshot.tally.get('vacant') ?? 0) > 0;
}

/** Nothing takes its place, or that is ready (R2). */
export function hasSuccessor(snapshot: Snapshot, instance: Instance): boolean {
  const { resource, orphan } = instance;
  if (!resource.goal || orphan || goesFirst(snapshot, instance)) return true;
  // As it is left it counts as done.
  if (resource.verdict === 'skipped' || policyOf(snapshot, resource) !== 'repair') return true;
  return resource.instances.some((other) => other !== instance && isReady(other));
}
