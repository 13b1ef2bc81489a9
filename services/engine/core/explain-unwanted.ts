import { againText, failureText, hookText, jobText, nobodyOffers } from './explain-words.js';
import type { Instance } from './instance.js';
import type { Snapshot } from './snapshot.js';

interface Reason {
  readonly state?: string;
  readonly reason: string;
  readonly on?: readonly string[];
}

/**
 * Why an instance that no goal wants is still there.
 * @param heldBack what the limits of its type's provider say
 */
export function unwantedReason(
  snapshot: Snapshot,
  instance: Instance,
  heldBack: (type: string) => string,
): Reason {
  const what = instance.physicalId || `instance ${String(instance.ordinal)}`;
  switch (instance.verdict) {
    case 'recorders':
      return { reason: `${what} is still required by other resources and is deleted after them` };
    case 'successor': {
      const on = [instance.resource.name];
      return { reason: `${what} stays until the instance that takes its place is ready`, on };
    }
    case 'hook':
      return { reason: hookText(snapshot, instance.resource.name, instance) };
    case 'held':
      return { state: 'held', reason: jobText(instance) };
    case 'search':
      return { reason: 'it never named a thing and is searched for once more before it is forgotten' };
    case 'retry':
      return { reason: failureText(instance) };
    case 'again':
      return { reason: againText(instance) };
    case 'failed':
      return { state: 'failed', reason: failureText(instance) };
    case 'paused':
      return { reason: `${what} is to be deleted once the stack is not paused any more` };
    case 'halted':
      return {
        state: 'failed',
        reason: `${what} was to be deleted, and that was cancelled or is out of time`,
      };
    case 'provider':
      return { reason: `${what} is to be deleted: ${heldBack(instance.type)}` };
    case 'type':
      return { reason: `${what} is to be deleted: ${nobodyOffers(instance.type, instance.node)}` };
    default:
      return { reason: `${what} is to be deleted` };
  }
}
