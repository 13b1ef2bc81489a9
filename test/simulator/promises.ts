import assert from 'node:assert/strict';
import { mustBeSound } from '../core/invariants.js';
import { deriveStatus } from '../../services/engine/core/status.js';
import { TENANT, type Ask } from './asks.js';
import { EXTERNAL } from './random-goal.js';
import type { Simulation } from './simulation.js';
import { isAtRest, isDone, isHeld, laxityOf } from './standing.js';
import { CALM } from './weather.js';

/** Longer than any back-off, whatever the clocks say. */
const LONG_MS = 1_800_000;
const COMMITTED_MS = 1_000;
/** Observers look at everything at least once in this time. */
const LOOKED_AT_MS = 60_000;
/** A user who finds a stack not as it should be asks again, so often. */
const ASKED_AGAIN = 3;
/** Hooks that come one after the other are cleared as they come, so often: it takes a while to be seen. */
const CLEARED_OFTEN = 1_000;

/** The faults stop; then every promise must hold: at rest, after the users have asked again for what failed, and after the end. */
export async function keepsPromises(sim: Simulation, stacks: readonly string[]): Promise<void> {
  calm(sim);
  await sim.until(() => sim.unanswered === 0 && !sim.isAnybodyFrozen, LONG_MS);
  sim.database.liftTimeouts();
  await reach(sim, stacks, isAtRest, 'no rest');
  // What the loop has in memory is written in the end.
  await sim.pass(COMMITTED_MS);
  await sim.until(() => sim.isUp, LONG_MS);
  for (const stack of stacks) await isExplained(sim, stack);
  await converge(sim, stacks);
  await isQuiet(sim, stacks);
  await isAnswered(sim);
  nothingBroken(sim);
  for (const stack of stacks) nameFiles(sim, stack);
  for (const stack of stacks) sim.world.mustMatch(stack, sim.database.goal(stack), laxityOf(sim, stack));
  for (const stack of stacks)
    if (!sim.database.row(stack)?.deleted) await sim.asked(stack, { kind: 'delete' });
  await reach(sim, stacks, isGone, 'no deletion');
  const left = [...sim.world.things.values()].filter((thing) => !sim.world.bystanders.mayStay(thing));
  assert.deepEqual(left, [], 'left behind');
  nothingBroken(sim);
  assert.equal(sim.database.claims.size, 0, 'claims are left behind');
  await isTold(sim);
}

/** A file does not say for which resource it was written last: it is whose claim holds it. */
function nameFiles({ world, database }: Simulation, stack: string): void {
  for (const { name, type, physical } of database.stack(stack)?.instances.values() ?? []) {
    const thing = world.things.get(physical);
    if (type === 'Test::File' && thing?.type === type && thing.stack === stack) thing.name = name;
  }
}

function nothingBroken({ world }: Simulation): void {
  if (world.violations.length > 0) assert.fail(world.violations.join('\n'));
}

function calm(sim: Simulation): void {
  const { climate, provider, world } = sim;
  climate.now = CALM;
  sim.unblockLinks();
  provider.heal();
  // What a probe finds broken others mend.
  for (const thing of world.things.values()) if (thing.type === 'Test::Probe') thing.state = 'ready';
}

/** Users take back what keeps a stack from its goal, and ask again for what has failed, until all is as it should be. */
async function converge(sim: Simulation, stacks: readonly string[]): Promise<void> {
  for (let round = 0; round < ASKED_AGAIN; round += 1) {
    for (const stack of stacks) {
      await lift(sim, stack);
      if (!isDone(sim, stack)) await askAgain(sim, stack);
    }
    // Drift that nobody has looked at yet is found by the next looks.
    await sim.pass(LOOKED_AT_MS);
    await reach(sim, stacks, isFreeAtRest, 'no rest after another try');
    if (stacks.every((stack) => isDone(sim, stack))) return;
  }
  fail(sim, stacks, 'no convergence');
}

function isFreeAtRest(sim: Simulation, stack: string): boolean {
  return isAtRest(sim, stack) && !isHeld(sim, stack);
}

async function lift(sim: Simulation, stack: string): Promise<void> {
  if (isHeld(sim, stack)) await sim.asked(stack, { kind: 'clearHooks' });
  const modes = sim.database.newest(stack)?.modes;
  if (modes?.paused) await sim.asked(stack, { kind: 'act', request: 'unpause' });
  for (const resource of modes?.skipped ?? [])
    await sim.asked(stack, { kind: 'actOnResource', resource, request: { kind: 'unskip' } });
  // Nobody can mend what is not ours.
  for (const [resource, { policy }] of Object.entries(sim.database.goal(stack)))
    if (policy?.external !== undefined && !isDone(sim, stack))
      await sim.asked(stack, { kind: 'actOnResource', resource, request: { kind: 'healthy' } });
  if (modes?.suspended) await sim.asked(stack, { kind: 'act', request: 'resume' });
}

async function askAgain(sim: Simulation, stack: string): Promise<void> {
  const isDeleting = sim.database.newest(stack)?.action === 'DELETE';
  // It is not as the template wants it, and only who wrote that can say what shall be done.
  const cannotAdopt = sim.why(stack).some((reason) => /adopt failed|an external_id cannot/.test(reason));
  // What was retained, or given up, stands in the way of its successor: its owner removes it. An external thing is another's.
  if (sim.why(stack).some((reason) => reason.includes('is in use')))
    for (const thing of sim.world.things.values())
      if (sim.world.bystanders.mayStay(thing) && thing.physicalId !== EXTERNAL)
        sim.world.lose(thing.physicalId);
  if (cannotAdopt && (await sim.asked(stack, { kind: 'put', goal: {}, options: {} }))) return;
  // Only who forbade it can allow it.
  if (
    sim.why(stack).some((reason) => reason.includes('is restricted')) &&
    (await sim.asked(stack, allowed(sim, stack)))
  )
    return;
  await sim.asked(stack, { kind: isDeleting ? 'delete' : 'retry' });
}

/** Its goal, of which nothing is forbidden any more. */
function allowed({ database }: Simulation, stack: string): Ask {
  const goal = Object.entries(database.goal(stack)).map(([name, { policy, ...wanted }]) => {
    const { restricted: _restricted, ...others } = policy ?? {};
    return [name, { ...wanted, policy: others }] as const;
  });
  return { kind: 'put', goal: Object.fromEntries(goal), options: {} };
}

async function isQuiet(sim: Simulation, stacks: readonly string[]): Promise<void> {
  const before = sim.world.done.length;
  await sim.pass(2 * LOOKED_AT_MS);
  assert.deepEqual(sim.world.done.slice(before), [], 'a converged stack causes no action');
  for (const stack of stacks) {
    const snapshot = sim.resident(stack)?.snapshot;
    if (snapshot && !sim.database.row(stack)?.deleted) mustBeSound(snapshot);
  }
  for (const { id, tracer } of sim.engines.values())
    assert.deepEqual(tracer.open, [], `spans of jobs of ${id} that nobody runs any more`);
}

/** Whatever was notified is answered, or a broker would keep its message for ever (R28). */
async function isAnswered(sim: Simulation): Promise<void> {
  sim.silenceRumours();
  const done = await sim.until(() => sim.unansweredNotifications === 0, LOOKED_AT_MS);
  assert.ok(done, `${String(sim.unansweredNotifications)} notifications have no answer`);
}

/** Every event has come to who receives them; that they come in order is seen while they do. */
async function isTold(sim: Simulation): Promise<void> {
  const { outbox } = sim.database;
  await sim.until(() => outbox.missing === 0, LOOKED_AT_MS);
  assert.deepEqual(new Map(outbox.counts()), sim.receiver.reached, 'events are not told');
  nothingBroken(sim);
}

/** What has not converged says why; what has failed is among the failures that the API tells. */
async function isExplained(sim: Simulation, stack: string): Promise<void> {
  const snapshot = sim.resident(stack)?.snapshot;
  if (isDone(sim, stack) || !snapshot || sim.isRefused(stack)) return;
  // Its row is not written yet.
  if (deriveStatus(snapshot).convergence === 'converged') return;
  const why = sim.why(stack);
  assert.ok(why.length > 0, `${stack} is ${sim.database.status(stack)} without a reason`);
  for (const reason of why) assert.match(reason, /: ./, `${stack} waits for nothing that is said`);
  const id = await sim.users.idOf(stack);
  const failures = await sim.settled(sim.useCases.listFailures(TENANT, id));
  const told = new Set(failures.map(({ resource }) => resource));
  if (sim.database.row(stack)?.status === 'FAILED')
    assert.ok(failures.length > 0, `${stack} has failed, and no failure tells of it`);
  for (const { name, verdict, fault, instances } of snapshot.resources.values()) {
    if (verdict !== 'failed' || (fault === '' && !instances.some(({ failure }) => failure))) continue;
    assert.ok(told.has(name), `${name} has failed, and no failure tells of it`);
  }
}

function isGone(sim: Simulation, stack: string): boolean {
  return sim.database.row(stack)?.deleted === true;
}

async function reach(
  sim: Simulation,
  stacks: readonly string[],
  condition: (sim: Simulation, stack: string) => boolean,
  otherwise: string,
): Promise<void> {
  const all = () => stacks.every((stack) => condition(sim, stack));
  const held = () => stacks.filter((stack) => isHeld(sim, stack) && !condition(sim, stack));
  for (let left = CLEARED_OFTEN; left > 0; left -= 1) {
    if (!(await sim.until(() => all() || held().length > 0, LONG_MS))) fail(sim, stacks, otherwise);
    if (all()) return;
    for (const stack of held()) await sim.asked(stack, { kind: 'clearHooks', sure: true });
  }
  fail(sim, stacks, `${otherwise}, and hooks that nobody can clear`);
}

function fail(sim: Simulation, stacks: readonly string[], what: string): never {
  const waits = stacks.map((stack) => {
    const { convergence = 'unknown' } = sim.database.row(stack) ?? {};
    return `${stack} ${sim.database.status(stack)}, ${convergence}: ${sim.why(stack).join('; ')}`;
  });
  assert.fail(
    [
      `${what}: ${stacks.map((stack) => sim.database.status(stack)).join(', ')}`,
      ...waits,
      ...sim.world.violations,
    ].join('\n'),
  );
}
