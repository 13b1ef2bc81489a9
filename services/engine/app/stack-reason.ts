import type { Snapshot } from '../core/snapshot.js';
import { isHalted } from '../core/snapshot.js';
import type { Status } from '../core/status.js';
import { failedResources, isOutOfTime } from './root-cause.js';

/** Why a stack has the status that it has, in Heat's words. */
export function stackReason(snapshot: Snapshot, now: Status): string {
  const { action, status } = now;
  if (status === 'COMPLETE') return `Stack ${action} completed successfully`;
  if (status === 'IN_PROGRESS') return `Stack ${action} goes on`;
  return failureReason(snapshot, now) ?? `Stack ${action} failed`;
}

/** The root cause of a failure, which the stack's list of failures has first. Undefined: nothing of it is left to be seen. */
export function failureReason(snapshot: Snapshot, { action }: Status): string | undefined {
  if (isOutOfTime(snapshot)) return `Stack ${action} timed out`;
  if (isHalted(snapshot)) return `Stack ${action} cancelled`;
  const [root] = failedResources(snapshot);
  if (root) return `Resource ${root.action} failed: resources.${root.name}: ${root.cause}`;
  return drifted(snapshot);
}

/** A check has found things that are not as they shall be, and that are left so. */
function drifted({ resources }: Snapshot): string | undefined {
  const names = Array.from(resources.values())
    .filter(({ verdict }) => verdict === 'drifted')
    .map(({ name }) => name);
  return names.length === 0
    ? undefined
    : `Not as applied: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ', ...' : ''}`;
}
