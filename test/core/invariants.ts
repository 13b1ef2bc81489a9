import assert from 'node:assert/strict';
import { decideResource } from '../../services/engine/core/decide.js';
import { explain } from '../../services/engine/core/explain.js';
import type { Instance } from '../../services/engine/core/instance.js';
import { isOutOfTime } from '../../services/engine/core/serves.js';
import { shallRollBack, type Resource, type Snapshot } from '../../services/engine/core/snapshot.js';
import { deriveStatus } from '../../services/engine/core/status.js';
import type { Decision, Verdict } from '../../services/engine/core/verdict.js';

/** All that must hold of a snapshot in which everything touched was looked at. */
export function mustBeSound(snapshot: Snapshot): void {
  countsAreRight(snapshot);
  for (const resource of snapshot.resources.values()) verdictStands(snapshot, resource);
  statusIsTotal(snapshot);
  physicalIdsAreOwned(snapshot);
}

/** Deciding for all again changes nothing and starts nothing: only `settled` is left. */
export function mustBeQuiet(snapshot: Snapshot): void {
  for (const resource of snapshot.resources.values()) {
    const { wanted, unwanted } = decideResource(snapshot, resource);
    assert.equal(wanted?.kind, 'settled', `${resource.name} is not settled`);
    assert.deepEqual(unwanted, [], `${resource.name} has instances that nobody wants`);
  }
}

/** R17: what is counted as it goes equals what is counted anew. */
function countsAreRight(snapshot: Snapshot): void {
  const recorders = new Map<Instance, number>();
  const tally = new Map<Verdict, number>();
  const count = <T>(map: Map<T, number>, key: T) => map.set(key, (map.get(key) ?? 0) + 1);
  for (const resource of snapshot.resources.values()) {
    if (resource.verdict !== 'none') count(tally, resource.verdict);
    const open = resource.needs.filter((need) => !need.done).length;
    assert.equal(resource.unsettledNeeds, open, `unsettled needs of ${resource.name}`);
    for (const need of resource.needs) assert.ok(need.dependants.includes(resource));
    assert.ok(resource.done || !resource.settled, `${resource.name} is settled and not done`);
    if (resource.settled) assert.ok(resource.instances.includes(resource.settled));
  }
  for (const instance of snapshot.instances.values()) {
    assert.ok(instance.resource.instances.includes(instance));
    assert.equal(snapshot.resources.get(instance.resource.name), instance.resource);
    if (instance.verdict !== 'none') count(tally, instance.verdict);
    for (const required of instance.requires) count(recorders, required);
  }
  for (const instance of snapshot.instances.values()) {
    assert.equal(
      instance.recorders,
      recorders.get(instance) ?? 0,
      `recorders of ${String(instance.ordinal)}`,
    );
  }
  for (const [verdict, n] of snapshot.tally) assert.equal(n, tally.get(verdict) ?? 0, `tally of ${verdict}`);
  for (const [verdict, n] of tally) assert.equal(snapshot.tally.get(verdict), n, `tally of ${verdict}`);
}

/** The incremental result equals the full one. */
function verdictStands(snapshot: Snapshot, resource: Resource): void {
  const { wanted, live, unwanted } = decideResource(snapshot, resource);
  // What stands on something that is being repaired stays settled and is left alone until then.
  const restsOnRepair = resource.done && resource.unsettledNeeds > 0;
  // What was begun before the failure goes on, and what waited for a worker learns of the way back when it is looked at.
  if (shallRollBack(snapshot)) return;
  assert.equal(resource.verdict === 'none', !resource.goal);
  if (wanted && !restsOnRepair)
    assert.equal(
      verdictOf(snapshot, wanted),
      resource.verdict,
      `${resource.name} stands otherwise than decided`,
    );
  if (live) assert.equal(live.verdict, 'none', `the live instance of ${resource.name} counts as unwanted`);
  for (const decision of unwanted) {
    const instance = 'instance' in decision ? decision.instance : null;
    if (restsOnRepair && verdictOf(snapshot, decision) === 'successor') continue;
    assert.equal(
      verdictOf(snapshot, decision),
      instance?.verdict,
      `instance ${String(instance?.ordinal)} of ${resource.name} stands otherwise than decided`,
    );
  }
}

function verdictOf(snapshot: Snapshot, decision: Decision): string {
  if (decision.kind === 'settled')
    return decision.after ? `${decision.verdict} with a new timer` : decision.verdict;
  if (decision.kind === 'held') return isOutOfTime(snapshot, decision.instance) ? 'failed' : 'held';
  if (decision.kind !== 'wait') return decision.kind;
  return decision.after ? `${decision.verdict} with a new timer` : decision.verdict;
}

function statusIsTotal(snapshot: Snapshot): void {
  const { status, convergence } = deriveStatus(snapshot);
  const waits = explain(snapshot);
  if (convergence === 'converged') assert.deepEqual(waits, []);
  else assert.ok(waits.length > 0, `${status}, ${convergence}, and no reason is given`);
  for (const { reason } of waits) assert.ok(reason !== '' && reason !== 'needs ', 'a wait without a reason');
  if (convergence === 'failed' && !snapshot.expired && !snapshot.goal.modes.halted)
    assert.ok(
      waits.some(({ state }) => state === 'failed'),
      'FAILED and nothing has failed',
    );
}

function physicalIdsAreOwned(snapshot: Snapshot): void {
  const owners = new Set<string>();
  for (const instance of snapshot.instances.values()) {
    if (!instance.physicalId || instance.type === 'Test::Value') continue;
    const key = `${instance.type} ${instance.physicalId}`;
    assert.ok(!owners.has(key), `${key} has two owners`);
    owners.add(key);
  }
}
