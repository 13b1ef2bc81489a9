import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { GoalResource } from '../../lib/hot/values.js';
import type { Modes } from '../../services/engine/core/goal.js';
import { isAsked, type Instance } from '../../services/engine/core/instance.js';
import { shallRollBack } from '../../services/engine/core/snapshot.js';
import { deriveStatus } from '../../services/engine/core/status.js';
import { CoreReality } from './core-reality.js';
import { CoreStack, type TestJob } from './core-stack.js';
import { goals } from './goals.js';
import { PROBE, VALUE } from './types.js';
import { mustBeQuiet, mustBeSound } from './invariants.js';
import { seeded } from './seeded.js';

/** One thing that may happen; `at` picks the job, instance or thing it happens to. */
type Happening =
  | { readonly kind: End; readonly at: number }
  | { readonly kind: 'look' | 'stale' | 'ring' | 'drift'; readonly at: number }
  | { readonly kind: 'restore' }
  | { readonly kind: 'goal'; readonly goal: readonly GoalResource[]; readonly rollback: boolean }
  | { readonly kind: 'ask'; readonly what: Ask; readonly at: number }
  | { readonly kind: 'overdue' | 'expire' | 'unhealthy' | 'skip'; readonly at: number }; // prettier-ignore

const ASKS = ['suspend', 'resume', 'check', 'snapshot', 'pause', 'unpause', 'halt', 'retry'] as const;
type Ask = (typeof ASKS)[number];

/** How a job may end: `vanish` before it did anything, `lose` after, `zombie` with a report that comes late. */
type End = 'succeed' | 'fail' | 'vanish' | 'lose' | 'zombie';

/** Looks go along the requirements, one resource in two rounds. */
const NAMES = 6;

const at = fc.nat(20);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('succeed' as const), at }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('look' as const), at }) },
  ...(['fail', 'vanish', 'lose', 'zombie', 'stale', 'ring', 'drift'] as const).map((kind) => ({
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant(kind), at }),
  })),
  { weight: 1, arbitrary: fc.constant({ kind: 'restore' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('goal' as const), goal: goals, rollback: fc.boolean() }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('ask' as const), what: fc.constantFrom(...ASKS), at }),
  },
  ...(['overdue', 'expire', 'unhealthy', 'skip'] as const).map((kind) => ({
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant(kind), at }),
  })),
);

class History {
  readonly stack = new CoreStack();
  readonly reality = new CoreReality();
  private readonly zombies: { job: TestJob; physicalId: string }[] = [];
  private readonly deleting = new Set<number>();
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
        this.put(event.goal, { rollback: event.rollback });
        break;
      case 'ask':
        this.asks(event.what);
        break;
      case 'overdue':
        pick(stack.jobs, event.at, (job) => {
          stack.overdue(job);
        });
        break;
      case 'expire':
        stack.expire();
        break;
      case 'unhealthy':
        pick([...stack.snapshot.resources.keys()], event.at, (name) => {
          stack.ask({ requests: [stack.request('unhealthy', name, 'a user says so')] });
        });
        break;
      case 'skip':
        pick([...stack.snapshot.resources.keys()], event.at, (name) => {
          stack.ask({ skipped: [name] });
        });
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
    if (shallRollBack(stack.snapshot)) {
      stack.rollBack();
      mustBeSound(stack.snapshot);
    }
  }

  /** As the API would have it: no update of what is suspended. */
  private put(goal: readonly GoalResource[], modes: Partial<Modes>): void {
    const { stack } = this;
    if (stack.snapshot.goal.modes.suspended) stack.ask({ suspended: false }, 'RESUME');
    stack.put(goal, undefined, { ...modes, paused: false, skipped: [], requests: [] });
  }

  private asks(what: Ask): void {
    const { stack } = this;
    const { modes, action } = stack.snapshot.goal;
    const under = deriveStatus(stack.snapshot).status === 'IN_PROGRESS';
    if (what === 'pause' || what === 'unpause') stack.ask({ paused: what === 'pause' });
    else if (what === 'halt') stack.ask({ halted: true });
    else if (what === 'retry') this.put(stack.snapshot.goal.resources, {});
    else if (action === 'DELETE' || under) return;
    else if (what === 'suspend') stack.ask({ suspended: true, requests: [] }, 'SUSPEND');
    else if (what === 'resume' && modes.suspended) stack.ask({ suspended: false, requests: [] }, 'RESUME');
    else if (what === 'check' || what === 'snapshot')
      stack.ask({ requests: [stack.request(what)] }, what === 'check' ? 'CHECK' : 'SNAPSHOT');
  }

  /** No more faults: what is under way goes well, what is pending gets ready, timers come due. */
  calm(): void {
    const { stack, reality } = this;
    for (let quiet = 0, steps = 0; quiet < 2 * NAMES; steps += 1) {
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
        if (instance.timer.purpose === 'repair' && instance.resource.verdict !== 'unstable') continue;
        quiet = 0;
        stack.ring(instance);
      }
      if (shallRollBack(stack.snapshot)) {
        quiet = 0;
        stack.rollBack();
      }
      mustBeSound(stack.snapshot);
    }
  }

  /** The faults are over, and a user wants this; where a repair would have replaced what nobody asked to, once more (R13). */
  reach(goal: readonly GoalResource[]): void {
    for (let i = 0; i < 2; i += 1) {
      this.heal();
      this.put(goal, { rollback: false });
      this.calm();
      if (deriveStatus(this.stack.snapshot).convergence === 'converged') return;
    }
  }

  private heal(): void {
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
      ({ digest, physicalId, deleting, job, type, suspended }) =>
        digest !== '' && physicalId !== '' && !deleting && !job && !suspended && type !== VALUE.type,
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
    if (isAsked(action)) return;
    if (action === 'delete') {
      // What moves over in place does not hold what has to go first (R11).
      // What was begun is gone on with.
      if ((this.stack.snapshot.tally.get('vacant') ?? 0) > 0 || this.deleting.has(ordinal)) {
        this.deleting.add(ordinal);
        return;
      }
      this.deleting.add(ordinal);
      for (const other of this.stack.snapshot.instances.values())
        assert.ok(!other.requires.includes(instance), `${name} is deleted under ${other.resource.name}`);
      return;
    }
    for (const need of instance.resource.needs)
      assert.ok(need.done, `${action} ${name} before ${need.name} has converged`);
  }
}

function pick<T>(from: readonly T[], n: number, act: (one: T) => void): void {
  const one = from[n % Math.max(1, from.length)];
  if (one !== undefined) act(one);
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
          history.happens({ kind: 'goal', goal: first, rollback: false });
          for (const event of events) history.happens(event);
          history.calm();
          const { stack, reality } = history;
          const { status } = stack;
          assert.ok(/_(COMPLETE|FAILED)$/.test(status) || waitsForMending(stack), `it rests as ${status}`);

          history.reach(last.map(repaired));
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
      seeded(1_500),
    );
  });
});

/** A broken probe is expected to mend itself; a pause is ended by a user. */
function waitsForMending({ snapshot }: CoreStack): boolean {
  return (snapshot.tally.get('broken') ?? 0) > 0 || snapshot.goal.modes.paused;
}

/** Whatever drifts is put right. */
function repaired({ drift: _, ...wanted }: GoalResource): GoalResource {
  return wanted;
}
