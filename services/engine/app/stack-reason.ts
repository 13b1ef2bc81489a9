import type { Snapshot } from '../core/snapshot.js';
import { isHalted } from '../core/snapshot.js';
import type { Status } from '../core/status.js';
import { failedResources, isOutOfTime } from './root-cause.js';

/** Why a stack has the status that it has, in Heat's words. Of a failure the root cause, which its list of failures has first. */
export function stackReason(snapshot: Snapshot, { action, status }: Status): string {
  if (status === 'COMPLETE') return `Stack ${action} completed successfully`;
  if (status === 'IN_PROGRESS') return `Stack ${action} goes on`;
  if (isOutOfTime(snapshot)) return `Stack ${action} timed out`;
  if (isHalted(snapshot)) return `Stack ${action} cancelled`;
  const [root] = failedResources(snapshot);
  if (root) return `Resource ${root.action} failed: resources.${root.name}: ${root.cause}`;
  return drifted(snapshot) ?? `Stack ${action} failed`;
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
