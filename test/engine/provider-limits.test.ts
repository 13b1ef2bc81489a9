import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Answer } from '../../lib/circuit.js';
import type { GateLimits, Share } from '../../services/engine/app/provider-limits/gate.js';
import { ProviderLimits, type Scope } from '../../services/engine/app/provider-limits/provider-limits.js';
import { ManualClock } from '../support/manual-clock.js';

const FREE: GateLimits = { failures: 0, openMs: 1_000, capMs: 3_000 };

describe('the limits of a provider', () => {
  let clock: ManualClock;
  let woken: number;
  let switched: string[];
  let share: Share;

  beforeEach(() => {
    clock = new ManualClock();
    woken = 0;
    switched = [];
    share = { count: 1, rank: 0 };
  });

  const limitsWith = (all: Partial<GateLimits>, project: Partial<GateLimits> = {}) =>
    new ProviderLimits({
      clock,
      providerOf: (type) => type.toLowerCase(),
      limitsOf: () => ({ all: { ...FREE, ...all }, project: { ...FREE, ...project } }),
      share: () => share,
      wake: () => (woken += 1),
      switched: ({ project: whose }, gate, isOpen) =>
        switched.push(`${gate === 'provider' ? 'all' : whose} ${isOpen ? 'open' : 'closed'}`),
    });

  /** Begins and ends so many. */
  const answers = (limits: ProviderLimits, scope: Scope, answer: Answer, times = 1) => {
    for (let n = 0; n < times; n += 1) {
      const run = {};
      limits.began(scope, run, true);
      limits.ended(scope, run, answer);
    }
  };

  it('bound what is under way, of all projects and of each', () => {
    const limits = limitsWith({ concurrency: 3 }, { concurrency: 2 });
    const [one, two] = [limits.scope('Nova', 'one'), limits.scope('Nova', 'two')];
    assert.equal(limits.scope('Nova', 'one'), one, 'there is one for each');
    assert.equal(limits.room(one), 2);
    const runs = [{}, {}];
    for (const run of runs) limits.began(one, run, true);
    assert.equal(limits.room(one), 0);
    assert.match(
      limits.why('Nova', 'one'),
      /^actions of provider nova for this project are limited to 2 at a time$/,
    );
    assert.equal(limits.room(two), 1, 'the other project has what is left');
    limits.began(two, {}, false);
    assert.equal(limits.room(two), 0);
    assert.match(limits.why('Nova', 'two'), /^actions of provider nova are limited to 3 at a time$/);
    limits.ended(one, runs[0]!, 'nothing');
    assert.equal(limits.room(two), 1);
    assert.equal(limits.room(limits.scope('Cinder', 'one')), 2, 'another provider is another matter');
    assert.equal(limits.why('Cinder', 'one'), '');
  });

  it('let so many begin in a second, and wake what waits for that', async () => {
    const limits = limitsWith({ ratePerSecond: 4 });
    const scope = limits.scope('Nova', 'p');
    assert.equal(limits.room(scope), 4, 'a second may be saved up');
    answers(limits, scope, 'well', 4);
    assert.equal(limits.room(scope), 0);
    assert.match(limits.why('Nova', 'p'), /limited to 4 a second$/);
    limits.refused(scope);
    await clock.pass(200);
    assert.deepEqual([limits.room(scope), woken], [0, 0]);
    await clock.pass(50);
    assert.deepEqual([limits.room(scope), woken], [1, 1]);
    await clock.pass(60_000);
    assert.equal(limits.room(scope), 4, 'no more than a second is saved up');
    assert.equal(clock.pending, 0, 'nobody waits any more');
  });

  it('take this engine’s part of what all may do, and at least one', () => {
    const limits = limitsWith({ concurrency: 5, ratePerSecond: 6 });
    const scope = limits.scope('Nova', 'p');
    share = { count: 3, rank: 0 };
    assert.equal(limits.room(scope), 2);
    share = { count: 3, rank: 2 };
    assert.equal(limits.room(scope), 1);
    limits.began(scope, {}, false);
    assert.match(limits.why('Nova', 'p'), /limited to 5 at a time, 1 of them on this one of 3 engines$/);
    share = { count: 9, rank: 8 };
    assert.equal(limits.room(limits.scope('Cinder', 'p')), 1);
  });

  it('leave alone what has failed too often in a row, then let one try', async () => {
    const limits = limitsWith({ failures: 3 });
    const scope = limits.scope('Nova', 'p');
    answers(limits, scope, 'badly', 2);
    answers(limits, scope, 'well');
    answers(limits, scope, 'badly', 2);
    assert.equal(limits.room(scope), Infinity, 'not in a row');
    answers(limits, scope, 'badly');
    assert.equal(limits.room(scope), 0);
    assert.match(limits.why('Nova', 'p'), /nova have failed 3 times in a row: one tries it again in 1 s/);
    limits.refused(scope);
    await clock.pass(1_000);
    assert.equal(woken, 1);
    assert.equal(limits.room(scope), 1);
    const probe = {};
    limits.began(scope, probe, true);
    assert.equal(limits.room(scope), 0, 'one at a time');
    assert.match(limits.why('Nova', 'p'), /one is trying it again/);
    limits.ended(scope, probe, 'badly');
    await clock.pass(1_999);
    assert.equal(limits.room(scope), 0, 'twice as long');
    await clock.pass(1);
    answers(limits, scope, 'badly');
    await clock.pass(2_999);
    assert.equal(limits.room(scope), 0, 'and no longer than the cap');
    await clock.pass(1);
    answers(limits, scope, 'nothing');
    assert.equal(limits.room(scope), 1, 'one that was stopped has said nothing');
    answers(limits, scope, 'well');
    assert.equal(limits.room(scope), Infinity);
    assert.deepEqual(switched, ['all open', 'all closed']);
  });

  it('leave a project alone without the others', () => {
    const limits = limitsWith({ failures: 10 }, { failures: 2 });
    answers(limits, limits.scope('Nova', 'bad'), 'badly', 2);
    assert.equal(limits.room(limits.scope('Nova', 'bad')), 0);
    assert.equal(limits.room(limits.scope('Nova', 'good')), Infinity);
    assert.deepEqual(switched, ['bad open']);
    assert.deepEqual([...limits.usage()], [{ provider: 'nova', running: 0, open: 1 }]);
  });

  it('count what takes too long, once, and what it was until it ends', () => {
    const limits = limitsWith({ failures: 1, concurrency: 1 });
    const scope = limits.scope('Nova', 'p');
    const run = {};
    limits.began(scope, run, true);
    limits.ended(scope, run, 'badly', true);
    assert.deepEqual(switched, ['all open']);
    assert.deepEqual([...limits.usage()], [{ provider: 'nova', running: 1, open: 1 }]);
    limits.ended(scope, run, 'nothing');
    assert.deepEqual([...limits.usage()], [{ provider: 'nova', running: 0, open: 1 }]);
  });

  it('whatever happens: never more than allowed, and room again in the end', async () => {
    const step = fc.record({
      project: fc.constantFrom('a', 'b'),
      does: fc.constantFrom('begin', 'begin', 'begin', 'well', 'badly', 'nothing', 'pass'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ concurrency: fc.integer({ min: 1, max: 4 }), failures: fc.integer({ min: 0, max: 3 }) }),
        fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
        fc.array(step, { maxLength: 60 }),
        async (all, ratePerSecond, steps) => {
          clock = new ManualClock();
          const limits = limitsWith({ ...all, ratePerSecond }, { concurrency: 2, failures: 2 });
          const under: { scope: Scope; run: object }[] = [];
          const begun: number[] = [];
          for (const { project, does } of steps) {
            const scope = limits.scope('Nova', project);
            if (does === 'pass') await clock.pass(300);
            else if (does !== 'begin') {
              const ended = under.shift();
              if (ended) limits.ended(ended.scope, ended.run, does);
            } else if (limits.room(scope) >= 1) {
              const run = {};
              limits.began(scope, run, true);
              under.push({ scope, run });
              begun.push(clock.monotonic());
            } else assert.notEqual(limits.why('Nova', project), '', 'it says why');
            assert.ok(under.length <= all.concurrency);
            assert.ok(under.filter((one) => one.scope === scope).length <= 2);
          }
          if (ratePerSecond !== undefined)
            for (const at of begun) {
              const within = begun.filter((other) => other >= at && other < at + 1_000).length;
              assert.ok(within <= 2 * ratePerSecond, `${String(within)} within a second`);
            }
          for (const { scope, run } of under) limits.ended(scope, run, 'nothing');
          await clock.pass(10_000);
          for (const project of ['a', 'b']) assert.ok(limits.room(limits.scope('Nova', project)) >= 1);
        },
      ),
    );
  });
});
