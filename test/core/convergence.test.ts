import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GoalResource } from '../../lib/hot/values.js';
import type { Instance } from '../../services/engine/core/instance.js';
import { CoreReality } from './core-reality.js';
import { CoreStack, type TestJob } from './core-stack.js';
import { goals } from './goals.js';
import { PROBE, VALUE } from './types.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';

/** One thing that may happen; `at` picks the job, instance or thing it happens to. */
type Happening =
  | { readonly kind: End; readonly at: number }
  | { readonly kind: 'look' | 'stale' | 'ring' | 'drift'; readonly at: number }
  | { readonly kind: 'restore' }
  | { readonly kind: 'goal'; readonly goal: readonly GoalResource[] }; // prettier-ignore

/** How a job may end: `vanish` before it did anything, `lose` after, `zombie` with a report that comes late. */
type End = 'succeed' | 'fail' | 'vanish' | 'lose' | 'zombie';

const at = fc.nat(20);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('succeed' as const), at }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('look' as const), at }) },
  ...(['fail', 'vanish', 'lose', 'zombie', 'stale', 'ring', 'drift'] as const).map((kind) => ({
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant(kind), at }),
  })),
  { weight: 1, arbitrary: fc.constant({ kind: 'restore' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('goal' as const), goal: goals }) },
);

class History {
  readonly stack = new CoreStack();
  readonly reality = new CoreReality();
  private readonly zombies: { job: TestJob; physicalId: string }[] = [];
  private looks: { instance: Instance; epoch: number; sequence: number }[] = [];

  constructor() {
    this.stack.onDispatch = (job, instance) => {
      this.mustBeInOrder(job, instance);
    };
  }

  happens(event: Happening): void {
    const { stack } = this;
    switch (event.kind) {
      case 'goal':
        stack.put(event.goal);
        break;
      case 'restore':
        stack.restore();
        break;
      case 'look':
        pick(this.watchable(), event.at, (instance) => {
          this.look(instance);
        });
        break;
      case 'stale':
        pick(this.looks, event.at, ({ instance, epoch }) => {
          const absent = { status: 'absent' as const, properties: null, attributes: null, reason: '' };
          if (epoch !== instance.epoch) assert.equal(stack.look(instance, absent, epoch), 'stale');
        });
        pick(this.zombies, event.at, (zombie) => {
          stack.report(zombie.job, { outcome: 'succeeded', physicalId: zombie.physicalId });
        });
        break;
      case 'ring':
        pick([...stack.snapshot.instances.values()].filter(({ timer }) => timer && !timer.rung), event.at, (instance) => {
          stack.ring(instance);
        }); // prettier-ignore
        break;
      case 'drift':
        pick(
          [...this.reality.things.values()].filter(({ type }) => type !== VALUE.type),
          event.at,
          (thing) => {
            if (event.at % 3 === 0) this.reality.things.delete(thing.id);
            else if (event.at % 3 === 1 && this.isKnown(thing.id))
              thing.properties = { ...thing.properties, size: 99 };
            else thing.state = 'broken';
          },
        );
        break;
      default:
        pick(stack.jobs, event.at, (job) => {
          this.ends(job, event.kind, event.at);
        });
    }
    mustBeSound(stack.snapshot);
  }

  /** No more faults: what is under way goes well, what is pending gets ready, timers come due. */
  calm(): void {
    const { stack, reality } = this;
    for (let quiet = 0, steps = 0; quiet < 2; steps += 1) {
      assert.ok(steps < 2_000, 'it never comes to rest');
      quiet += 1;
      for (const job of [...stack.jobs]) {
        quiet = 0;
        this.succeed(job, 0);
      }
      for (const thing of reality.things.values()) if (thing.state === 'pending') thing.state = 'ready';
      for (const instance of this.watchable()) {
        const before = stack.done.length;
        this.look(instance);
        if (stack.done.length > before) quiet = 0;
      }
      for (const instance of [...stack.snapshot.instances.values()]) {
        if (!instance.timer || instance.timer.rung || instance.timer.purpose === 'pending') continue;
        if (instance.timer.purpose === 'repair') continue;
        quiet = 0;
        stack.ring(instance);
      }
      mustBeSound(stack.snapshot);
    }
  }

  heal(): void {
    for (const thing of this.reality.things.values()) if (thing.state === 'broken' && thing.type === PROBE.type) thing.state = 'ready';
  } // prettier-ignore

  private ends(job: TestJob, how: End, n: number): void {
    const { stack, reality } = this;
    if (how === 'succeed') this.succeed(job, n);
    else if (how === 'fail') {
      const physicalId = n % 2 === 0 ? reality.perform(job, 'ready') : '';
      const outcome = n % 5 === 0 ? 'permanent' : n % 7 === 0 ? 'aborted' : 'transient';
      stack.report(job, { outcome, physicalId, error: 'it failed' });
    } else if (how === 'vanish') {
      stack.lose(job);
    } else {
      const physicalId = reality.perform(job, 'ready');
      if (how === 'zombie') this.zombies.push({ job, physicalId });
      stack.lose(job);
    }
  }

  private succeed(job: TestJob, n: number): void {
    const state = n % 3 === 1 && job.type !== VALUE.type ? 'pending' : 'ready';
    const physicalId = this.reality.perform(job, state);
    const tells = job.type === VALUE.type || n % 2 === 0;
    const observation = tells && job.action !== 'delete' ? this.reality.see(physicalId) : null;
    this.stack.report(job, { outcome: 'succeeded', physicalId, observation });
  }

  private watchable(): Instance[] {
    return [...this.stack.snapshot.instances.values()].filter(
      ({ digest, physicalId, deleting, job, type }) =>
        digest !== '' && physicalId !== '' && !deleting && !job && type !== VALUE.type,
    );
  }

  private look(instance: Instance): void {
    this.looks.push({ instance, epoch: instance.epoch, sequence: instance.sequence });
    this.stack.look(instance, this.reality.see(instance.physicalId));
  }

  /** It was seen right after applying: what changes before can be told from what was applied by nobody (R14). */
  private isKnown(id: string): boolean {
    return [...this.stack.snapshot.instances.values()].some(
      ({ physicalId, baseline, job }) => physicalId === id && baseline && !job,
    );
  }

  private mustBeInOrder({ action, ordinal, name }: TestJob, instance: Instance): void {
    const inFlight = this.stack.jobs.filter((job) => job.ordinal === ordinal);
    assert.equal(inFlight.length, 1, `${name} has two jobs in flight`);
    if (action === 'delete') {
      for (const other of this.stack.snapshot.instances.values())
        assert.ok(!other.requires.includes(instance), `${name} is deleted under ${other.resource.name}`);
      return;
    }
    for (const need of instance.resource.needs)
      assert.ok(need.settled, `${action} ${name} before ${need.name} has converged`);
  }
}

function pick<T>(from: readonly T[], n: number, act: (one: T) => void): void {
  const one = from[n % Math.max(1, from.length)];
  if (one !== undefined) act(one);
}

/** A failure prints its seed and path; `CORE_SEED` and `CORE_PATH` replay it. */
function seeded() {
  const { CORE_RUNS: runs, CORE_SEED: seed, CORE_PATH: path } = process.env;
  return { numRuns: Number(runs ?? 400), ...(seed && { seed: Number(seed) }), ...(path && { path }) };
}

describe('the core converges', () => {
  it('whatever happens on the way: the goal is reached, in order, and then all is quiet', function () {
    this.timeout(60_000);
    fc.assert(
      fc.property(
        goals,
        fc.array(happening, { maxLength: 60, size: 'max' }),
        goals,
        (first, events, last) => {
          const history = new History();
          history.happens({ kind: 'goal', goal: first });
          for (const event of events) history.happens(event);
          history.calm();
          const { stack, reality } = history;
          const { status } = stack;
          assert.ok(/_(COMPLETE|FAILED)$/.test(status) || waitsForMending(stack), `it rests as ${status}`);

          history.heal();
          stack.put(last);
          history.calm();
          assert.equal(stack.status, 'UPDATE_COMPLETE');
          reality.mustMatch(stack);
          mustBeQuiet(stack.snapshot);
          stack.restore();
          history.calm();
          const jobs = stack.done.length;
          assert.equal(stack.status, 'UPDATE_COMPLETE');
          mustBeQuiet(stack.snapshot);
          assert.equal(stack.done.length, jobs, 'a converged stack causes no job');

          stack.delete();
          history.calm();
          assert.equal(stack.status, 'DELETE_COMPLETE');
          assert.equal(stack.snapshot.resources.size, 0);
          reality.mustMatch(stack);
        },
      ),
      seeded(),
    );
  });
});

/** A broken probe is expected to mend itself. */
function waitsForMending({ snapshot }: CoreStack): boolean {
  return (snapshot.tally.get('broken') ?? 0) > 0;
}
