import { isAsked } from './instance.js';
import { isHalted, shallRollBack, type Snapshot } from './snapshot.js';
import type { Decision, WaitVerdict } from './verdict.js';

/** Takes back what may not begin now: in maintenance, after a cancel, out of time, or on the way back. */
export function withheld(snapshot: Snapshot, decision: Decision): Decision {
  if (decision.kind === 'settled' || decision.kind === 'wait' || decision.kind === 'held') return decision;
  const late = snapshot.expired && isAsked(decision.kind);
  const verdict = late ? 'halted' : reasonToHold(snapshot);
  if (!verdict) return decision;
  const { instance } = decision;
  const resource = 'resource' in decision ? decision.resource : decision.instance.resource;
  return { kind: 'wait', resource, instance, verdict };
}

function reasonToHold(snapshot: Snapshot): WaitVerdict | undefined {
  const { modes } = snapshot.goal;
  if (modes.paused) return 'paused';
  if (isHalted(snapshot)) return 'halted';
  return shallRollBack(snapshot) ? 'rollback' : undefined;
}
