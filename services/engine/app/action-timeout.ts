import type { Instance } from '../core/instance.js';
import type { Snapshot } from '../core/snapshot.js';

/** How long an action of the instance may take, in ms. */
export function actionTimeoutMs({ rules }: Snapshot, { resource }: Instance): number {
  return resource.goal?.actionTimeoutMs ?? rules.actionTimeoutMs;
}
