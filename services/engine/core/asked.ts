import { isAsked, type Instance } from './instance.js';
import type { Resource, Snapshot } from './snapshot.js';
import type { Asked, Decision } from './verdict.js';
import { wait, waitAfterFailure, waitAgain } from './wait.js';

interface Outstanding {
  readonly kind: Asked;
  /** The revision that asked for it. */
  readonly request: number;
}

/**
 * What a user asked for and the instance has not done (R16): along the requirements, and for a suspend against them. Undefined:
 * nothing is left to do. It comes after the goal itself: only what is settled is asked.
 */
export function decideAsked(snapshot: Snapshot, resource: Resource, live: Instance): Decision | undefined {
  const asked = outstanding(snapshot, live);
  if (!asked) return undefined;
  if (!isItsTurn(snapshot, resource, asked)) return wait(resource, 'turn', live);
  const again = waitAgain(live, [asked.kind]);
  if (again) return again;
  const { failure } = live;
  if (failure?.action === asked.kind && failure.revision === asked.request) {
    const waiting = waitAfterFailure(snapshot, resource, live);
    if (waiting) return waiting;
  }
  return { kind: asked.kind, instance: live, request: asked.request };
}

export function outstanding(snapshot: Snapshot, instance: Instance): Outstanding | undefined {
  const { goal } = snapshot;
  const { suspended, requests } = goal.modes;
  if (suspended !== instance.suspended)
    return { kind: suspended ? 'suspend' : 'resume', request: goal.asked };
  if (suspended) return undefined;
  for (const { number, verb, resource } of requests) {
    if (number <= instance.requestDone || !isAsked(verb)) continue;
    if (resource === '' || resource === instance.resource.name) return { kind: verb, request: number };
  }
  return undefined;
}

/** Those before it have done it, or never will. */
function isItsTurn(snapshot: Snapshot, resource: Resource, asked: Outstanding): boolean {
  const before = asked.kind === 'suspend' ? resource.dependants : resource.needs;
  return before.every(({ settled, done, verdict }) => {
    if (verdict === 'skipped') return true;
    if (!settled) return done || asked.kind !== 'suspend';
    const theirs = outstanding(snapshot, settled);
    return theirs?.kind !== asked.kind || theirs.request !== asked.request;
  });
}

/** True when there is no handler to ask: it counts as done at once. */
export function needsNoHandler(snapshot: Snapshot, kind: Asked, instance: Instance): boolean {
  const schema = snapshot.rules.typeOf(instance.type);
  if (kind === 'check') return schema?.observed === 'by report' && !schema.actions?.includes('check');
  if (kind === 'restore' && !snapshot.kept.has(instance.resource.name)) return true;
  return instance.external || !schema?.actions?.includes(kind);
}
