import type { Instance } from './instance.js';
import type { Snapshot } from './snapshot.js';

/** It is lost with its node: what lives in the engine is not, nor what is only referred to or was not taken over so far. */
export function livesOnNode({ rules }: Snapshot, { type, external, adopting }: Instance): boolean {
  return !external && !adopting && rules.typeOf(type)?.observed !== 'by report';
}
