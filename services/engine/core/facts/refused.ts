import type { Changes } from '../changes.js';
import type { Snapshot } from '../snapshot.js';
import type { RefusedWait } from '../verdict.js';

/** What was to be done about a thing is forbidden: that is a failure of this goal, of which people are told once. The thing is as it was. */
export function refused(
  { goal }: Snapshot,
  changes: Changes,
  { instance, refused: action, applied: { digest } }: RefusedWait,
): void {
  const cause = `${action} is restricted for resource.`;
  const { failure } = instance;
  if (failure?.revision === goal.since && failure.digest === digest && failure.cause === cause) return;
  changes.fail(instance, {
    action: 'update',
    revision: goal.since,
    digest,
    kind: 'permanent',
    attempt: 1,
    cause,
  });
  changes.note(instance, 'UPDATE', 'FAILED', cause);
}
