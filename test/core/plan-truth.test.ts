import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GoalResource } from '../../lib/hot/values.js';
import type { JsonObject } from '../../lib/json.js';
import type { Instance } from '../../services/engine/core/instance.js';
import type { PlannedResource } from '../../services/engine/core/plan/planned.js';
import { CoreReality } from './core-reality.js';
import { CoreStack, type TestJob } from './core-stack.js';
import { goals } from './goals.js';
import { entriesFor, planFor, told } from './plan-of.js';
import { ALL_TYPES, VALUE } from './types.js';
import { seeded } from './seeded.js';

type Event =
  | { readonly kind: 'succeed' | 'pending' | 'fail' | 'refuse' | 'lose' | 'drift' | 'vanish' | 'break' | 'look' | 'unhealthy'; readonly at: number }
  | { readonly kind: 'goal'; readonly goal: readonly GoalResource[] }
  | { readonly kind: 'restore' | 'calm' }; // prettier-ignore

const at = fc.nat(20);
const weighted = (weight: number, kind: Extract<Event, { at: number }>['kind']) => ({
  weight,
  arbitrary: fc.record({ kind: fc.constant(kind), at }),
});
const event: fc.Arbitrary<Event> = fc.oneof(
  weighted(8, 'succeed'),
  weighted(4, 'look'),
  ...(['pending', 'fail', 'refuse', 'lose', 'drift', 'vanish', 'break', 'unhealthy'] as const).map((kind) =>
    weighted(1, kind),
  ),
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('restore' as const, 'calm' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('goal' as const), goal: goals }) },
);

const events = fc.oneof(
  fc.array(event, { maxLength: 4, size: 'max' }),
  fc.array(event, { maxLength: 40, size: 'max' }),
);

/** What a user makes of the goal that is there: mostly little. */
const edits = fc.array(
  fc.record({
    what: fc.constantFrom('size', 'zone', 'type', 'drop', 'unlink', 'retain'),
    at: fc.nat(5),
    to: fc.nat(2),
  }),
  { maxLength: 2 },
);
type Edits = typeof edits extends fc.Arbitrary<infer T> ? T : never;

function isEdits(next: readonly GoalResource[] | Edits): next is Edits {
  return next.every((one) => 'what' in one);
}

function edited(goal: readonly GoalResource[], changes: Edits): readonly GoalResource[] {
  let resources = [...goal];
  for (const { what, at: n, to } of changes) {
    const one = resources[n % Math.max(1, resources.length)];
    if (!one) continue;
    if (what === 'drop' && resources.every(({ requires }) => !requires.includes(one.name))) {
      resources = resources.filter((other) => other !== one);
      continue;
    }
    if (what === 'retain') {
      resources = resources.map((other) => (other === one ? { ...one, deletionPolicy: 'retain' } : other));
      continue;
    }
    const properties = { ...one.properties };
    if (what === 'size') properties['size'] = { lit: to };
    if (what === 'zone') properties['zone'] = { lit: `z${String(to)}` };
    if (what === 'unlink') properties['on'] = { lit: to };
    const type = what === 'type' ? (ALL_TYPES[to]?.type ?? one.type) : one.type;
    resources = resources.map((other) => (other === one ? { ...one, type, properties } : other));
  }
  return resources;
}

/** A stack and its world, of which the stack has seen all by the time a plan is made. */
class Life {
  readonly stack = new CoreStack();
  readonly reality = new CoreReality();
  /** All that was dispatched since the plan. */
  readonly deeds: TestJob[] = [];

  constructor() {
    this.stack.onDispatch = (job) => this.deeds.push(job);
  }

  happens(event: Event): void {
    const { stack, reality } = this;
    switch (event.kind) {
      case 'goal':
        stack.put(event.goal, undefined, { requests: [] });
        return;
      case 'restore':
        stack.restore();
        return;
      case 'calm':
        this.calm();
        return;
      case 'look':
        pick(this.watchable(), event.at, (instance) => {
          this.look(instance);
        });
        return;
      case 'unhealthy':
        pick([...stack.snapshot.resources.keys()], event.at, (name) => {
          stack.ask({ requests: [stack.request('unhealthy', name, 'a user says so')] });
        });
        return;
      case 'drift':
      case 'vanish':
      case 'break':
        pick([...reality.things.values()].filter(({ id, type }) => type !== VALUE.type && this.isKnown(id)), event.at, (thing) => {
          if (event.kind === 'vanish') reality.things.delete(thing.id);
          else if (event.kind === 'break') thing.state = 'broken';
          else if (this.wasRead(thing.id)) thing.properties = { ...thing.properties, size: 99 };
        }); // prettier-ignore
        return;
      default:
        pick(stack.jobs, event.at, (job) => {
          this.ends(job, event.kind);
        });
    }
  }

  /** What happened to the world meanwhile is seen; what nobody can look at now is well. */
  takeIn(): void {
    const { stack, reality } = this;
    const seen = new Set(this.watchable().map(({ physicalId }) => physicalId));
    for (const { physicalId, type, resource, applied } of stack.snapshot.instances.values()) {
      if (physicalId === '' || seen.has(physicalId)) continue;
      const properties = JSON.parse(applied.text) as JsonObject;
      reality.things.set(physicalId, {
        id: physicalId,
        name: resource.name,
        type,
        properties,
        state: 'ready',
      });
    }
    for (const thing of reality.things.values())
      if (!seen.has(thing.id) && thing.state === 'broken') thing.state = 'ready';
    for (let round = 0; round < 2; round += 1)
      for (const instance of this.watchable()) if (!isPending(this.reality, instance)) this.look(instance);
  }

  /** The deed goes as well as the plan has it. */
  calm(): void {
    const { stack, reality } = this;
    for (let quiet = 0, steps = 0; quiet < 2; steps += 1) {
      assert.ok(steps < 2_000, 'it never comes to rest');
      quiet += 1;
      for (const job of [...stack.jobs]) {
        quiet = 0;
        this.ends(job, 'succeed');
      }
      for (const thing of reality.things.values()) if (thing.state === 'pending') thing.state = 'ready';
      // What is waited for mends itself; what is not, stays broken.
      for (const { resource, physicalId } of this.watchable()) {
        const thing = reality.things.get(physicalId);
        if (thing && resource.verdict === 'broken') thing.state = 'ready';
      }
      for (const instance of this.watchable()) {
        const before = stack.done.length;
        this.look(instance);
        if (stack.done.length > before) quiet = 0;
      }
      for (const instance of [...stack.snapshot.instances.values()]) {
        const { timer } = instance;
        if (!timer || timer.rung || timer.purpose === 'pending' || timer.purpose === 'hold') continue;
        quiet = 0;
        stack.ring(instance);
      }
    }
  }

  private ends(job: TestJob, how: string): void {
    const { stack, reality } = this;
    if (how === 'fail' || how === 'refuse') {
      const physicalId = how === 'fail' ? reality.perform(job, 'ready') : '';
      const outcome = how === 'fail' ? 'transient' : 'permanent';
      stack.report(job, { outcome, physicalId, error: 'it failed' });
      return;
    }
    if (how === 'lose') {
      reality.perform(job, 'ready');
      stack.lose(job);
      return;
    }
    const state = how === 'pending' && job.type !== VALUE.type ? 'pending' : 'ready';
    const physicalId = reality.perform(job, state);
    const observation = job.action === 'delete' ? null : reality.see(physicalId);
    stack.report(job, { outcome: 'succeeded', physicalId, observation });
  }

  private watchable(): Instance[] {
    return [...this.stack.snapshot.instances.values()].filter(
      ({ digest, physicalId, deleting, job, type }) =>
        digest !== '' && physicalId !== '' && !deleting && !job && type !== VALUE.type,
    );
  }

  private look(instance: Instance): void {
    this.stack.look(instance, this.reality.see(instance.physicalId));
  }

  /** What nobody knows of yet, nobody can see change. */
  private isKnown(id: string): boolean {
    return [...this.stack.snapshot.instances.values()].some(({ physicalId }) => physicalId === id);
  }

  private wasRead(id: string): boolean {
    return [...this.stack.snapshot.instances.values()].some(
      ({ physicalId, baseline, job }) => physicalId === id && baseline && !job,
    );
  }
}

function isPending({ things }: CoreReality, { physicalId, observed }: Instance): boolean {
  return things.get(physicalId)?.state === 'pending' && observed?.status === 'pending';
}

function pick<T>(from: readonly T[], n: number, act: (one: T) => void): void {
  const one = from[n % Math.max(1, from.length)];
  if (one !== undefined) act(one);
}

/** Every deed is planned, and all that was planned for certain is done. */
function mustBeTrue(plan: readonly PlannedResource[], life: Life, names: ReadonlyMap<number, string>): void {
  const deeds = new Map<string, Set<string>>();
  for (const { action, name, ordinal, physicalId } of life.deeds) {
    // What was made since may be made anew: so it is when something that it stands on is repaired only for others, and late.
    if (!names.has(ordinal) && action !== 'create') continue;
    // As it was known by when it was planned.
    const id = names.get(ordinal) ?? physicalId;
    const key = action === 'delete' ? `${name} ${id}` : name;
    deeds.set(key, (deeds.get(key) ?? new Set()).add(action));
  }
  const stays = new Set(
    plan.filter(({ action }) => action === 'forget').map((one) => `${one.resource} ${one.physicalId}`),
  );
  const explained = new Set<string>();
  const done = (key: string, action: string) => deeds.get(key)?.has(action) ?? false;
  for (const entry of plan) {
    const { resource: name, action, physicalId, certain, reason } = entry;
    const may = (key: string, what: string) => explained.add(`${what} ${key}`);
    const must = (key: string, what: string) => {
      may(key, what);
      if (certain && !/under way/.test(reason))
        assert.ok(done(key, what), `${what} ${key} was planned and not done`);
    };
    if (/which of its instances stays/.test(reason)) {
      for (const [key, actions] of deeds)
        if (key === name || key.startsWith(`${name} `)) for (const what of actions) may(key, what);
      continue;
    }
    if (action === 'create') must(name, 'create');
    if (action === 'update') must(name, 'update');
    if (action === 'replace') {
      must(name, 'create');
      if (!stays.has(`${name} ${physicalId}`)) must(`${name} ${physicalId}`, 'delete');
      // It may come to less, where it depends on what is not known.
      if (!certain) may(name, 'update');
    }
    if (action === 'delete') must(`${name} ${physicalId}`, 'delete');
    // What is gone is cleaned up, and what was tried before.
    if (action === 'create' && reason === 'it is gone')
      for (const key of deeds.keys()) if (key.startsWith(`${name} `)) may(key, 'delete');
  }
  for (const [key, actions] of deeds)
    for (const action of actions)
      assert.ok(explained.has(`${action} ${key}`), `${action} ${key} was not planned`);
}

/** What the plan says of values is how they were applied. */
function valuesMustBeTrue(plan: readonly PlannedResource[], { stack }: Life): void {
  for (const { resource: name, action, certain, properties } of plan) {
    if (!certain || action === 'none' || action === 'delete' || action === 'forget') continue;
    const settled = stack.snapshot.resources.get(name)?.settled;
    if (!settled) continue;
    const applied = JSON.parse(settled.applied.text) as JsonObject;
    for (const { name: property, after, knownAfter } of properties)
      if (knownAfter.length === 0) assert.deepEqual(applied[property], after, `${name}.${property}`);
  }
}

describe('a plan cannot lie', () => {
  it('whatever the stack has been through: what it says is done, nothing else, and with the values it says', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(goals, fc.boolean(), events, fc.oneof(goals, edits, edits), (first, calm, story, next) => {
        const life = new Life();
        life.happens({ kind: 'goal', goal: first });
        if (calm) life.calm();
        for (const one of story) life.happens(one);
        life.takeIn();
        const { stack } = life;
        const last = isEdits(next) ? edited(stack.snapshot.goal.resources, next) : next;
        const before = told(stack.snapshot);
        const entries = entriesFor(stack.snapshot, last);
        const plan = entries.map(({ planned }) => planned);
        assert.deepEqual(told(stack.snapshot), before, 'planning changed the snapshot');
        assert.deepEqual(entriesFor(stack.snapshot, last), entries, 'the same plan again is another one');

        const names = new Map([...stack.snapshot.instances.values()].map((i) => [i.ordinal, i.physicalId]));
        life.deeds.length = 0;
        stack.put(last, undefined, { requests: [] });
        life.calm();
        mustBeTrue(plan, life, names);
        valuesMustBeTrue(plan, life);

        assert.equal(stack.status, 'UPDATE_COMPLETE');
        const again = planFor(stack.snapshot, last);
        for (const { resource: name, action } of again) assert.equal(action, 'none', `${name} again`);
      }),
      seeded(1_000),
    );
  });
});
