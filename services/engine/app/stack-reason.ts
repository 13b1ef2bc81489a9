import { isHalted, type Snapshot } from '../core/snapshot.js';
import type { Status } from '../core/status.js';

/** Why a stack has the status that it has, in Heat's words. */
export function stackReason(snapshot: Snapshot, { action, status }: Status): string {
  if (status === 'COMPLETE') return `Stack ${action} completed successfully`;
  if (status === 'IN_PROGRESS') return `Stack ${action} goes on`;
  if (snapshot.expired) return `Stack ${action} timed out`;
  if (isHalted(snapshot)) return `Stack ${action} cancelled`;
  return firstFailure(snapshot, action) ?? drifted(snapshot) ?? `Stack ${action} failed`;
}

function firstFailure({ resources }: Snapshot, action: string): string | undefined {
  for (const resource of resources.values()) {
    if (resource.fault) return `Resource ${action} failed: resources.${resource.name}: ${resource.fault}`;
    for (const { failure, verdict } of resource.instances) {
      if (!failure || (resource.verdict !== 'failed' && verdict !== 'failed')) continue;
      return `Resource ${failure.action.toUpperCase()} failed: resources.${resource.name}: ${failure.cause}`;
    }
  }
  return undefined;
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
