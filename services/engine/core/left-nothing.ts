import type { Instance } from './instance.js';
import type { Snapshot } from './snapshot.js';

/**
 * True when there is nothing to delete and nothing to search for: it was never begun, or the handler refused to make the thing at the
 * first try, which promises that nothing was left. Of a run before nobody knows what it left, of a record of the engine neither.
 */
export function leftNothing(snapshot: Snapshot, instance: Instance): boolean {
  if (instance.physicalId !== '') return false;
  // A hook held it before anything was begun.
  if (instance.fence === 0) return true;
  return (
    instance.fence === 1 && instance.failure?.action === 'create' && instance.failure.kind === 'permanent'
  );
}
