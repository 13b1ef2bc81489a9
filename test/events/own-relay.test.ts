import assert from 'node:assert/strict';
import type { StackSink } from '../../lib/hot/environment/event-sinks.js';
import type { RelayMeasure } from '../../services/engine/app/event-relay.js';
import { OwnRelay } from '../../services/engine/app/own-sinks/own-relay.js';
import { ManualClock } from '../support/manual-clock.js';
import { MemoryOwnOutbox } from './memory-own-outbox.js';

const HOUR_MS = 3_600_000;

function hook(name: string): StackSink {
  return { type: 'webhook', url: `https://${name}.example.org/` };
}

/** A relay, what it was told, and where it sends. */
class Bench {
  readonly clock = new ManualClock();
  readonly outbox = new MemoryOwnOutbox();
  /** `SINK STACK: first-last` of each delivery that was begun. */
  readonly begun: string[] = [];
  /** When each was begun, in ms since the start. */
  readonly times: number[] = [];
  readonly measures: RelayMeasure[] = [];
  readonly lines: object[] = [];
  mayRelay = true;
  /** What becomes of a delivery; a sink that is not here takes everything at once. */
  readonly behaviour = new Map<string, (signal: AbortSignal) => Promise<void>>();
  readonly relay: OwnRelay;

  constructor(options: { atOnce?: number; batch?: number } = {}) {
    const log = (details: object) => void this.lines.push(details);
    const { clock, outbox } = this;
    this.relay = new OwnRelay(
      {
        outbox, clock,
        open: (text) => text,
        random: () => 0.999_999,
        shards: () => [{ id: 7, epoch: 1 }],
        mayRelay: () => this.mayRelay,
        log: { info: log, warn: log },
        measured: (measure) => void this.measures.push(measure),
        deliver: (sink, events, signal) => {
          const name = sink.type === 'webhook' ? new URL(sink.url).hostname.split('.')[0]! : sink.target;
          const [first, last] = [events[0]!, events.at(-1)!];
          this.begun.push(`${name} ${first.stack.id}: ${String(first.sequence)}-${String(last.sequence)}`);
          this.times.push(clock.monotonic());
          return this.behaviour.get(name)?.(signal) ?? Promise.resolve();
        },
      },
      { gatherMs: 10, batch: 5, atOnce: 4, giveUpMs: HOUR_MS, backoff: { firstMs: 1_000, longestMs: 8_000 }, ...options },
    ); // prettier-ignore
  }

  happen(id: string, events: number): void {
    this.outbox.happen(id, events, this.clock.now());
    this.relay.happened([id]);
  }

  reached(id: string): number {
    return this.outbox.stacks.get(id)?.reached ?? 0;
  }

  count(kind: RelayMeasure['kind']): number {
    return this.measures.reduce(
      (sum, each) => (each.kind === kind ? sum + ('events' in each ? each.events : 1) : sum),
      0,
    );
  }
}

const refuse = () => Promise.reject(new Error('it answered 503'));
const never = (signal: AbortSignal) =>
  new Promise<void>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('ended'));
    });
  });

describe('the relay of the stacks’ own sinks', () => {
  it('sends in order, a batch at a time, and asks nothing of stacks without sinks', async () => {
    const bench = new Bench();
    bench.outbox.sinks('a', hook('x'), hook('y'));
    bench.outbox.happen('a', 12, bench.clock.now());
    bench.relay.start();
    await bench.clock.pass(10);
    const sent = (name: string) => bench.begun.filter((each) => each.startsWith(name));
    assert.deepEqual(sent('x'), ['x a: 1-5', 'x a: 6-10', 'x a: 11-12']);
    assert.deepEqual(sent('y'), ['y a: 1-5', 'y a: 6-10', 'y a: 11-12']);
    assert.equal(bench.reached('a'), 12);
    assert.equal(bench.count('sent'), 24);
    bench.happen('a', 1);
    await bench.clock.pass(10);
    assert.equal(sent('x').at(-1), 'x a: 13-13');
    bench.outbox.sinks('b');
    bench.happen('b', 3);
    await bench.clock.pass(10);
    assert.equal(bench.begun.length, 8);
    assert.deepEqual(bench.measures.at(-1), { kind: 'behind', events: 0, oldestMs: null });
    await bench.relay.stop();
    assert.equal(bench.clock.pending, 0, 'nothing is left that would happen');
  });

  it('sends nothing again when the store answers late, with how far a stack was before', async () => {
    const bench = new Bench();
    let take: () => void = () => undefined;
    let answer: () => void = () => undefined;
    bench.behaviour.set('x', () => new Promise((resolve) => { take = resolve; })); // prettier-ignore
    bench.outbox.sinks('a', hook('x'));
    bench.relay.start();
    bench.happen('a', 2);
    await bench.clock.pass(10);
    bench.outbox.late = new Promise((resolve) => { answer = resolve; }); // prettier-ignore
    bench.happen('a', 1);
    await bench.clock.pass(10);
    bench.behaviour.delete('x');
    take();
    await bench.clock.pass(1);
    assert.equal(bench.reached('a'), 2);
    answer();
    await bench.clock.pass(50);
    assert.deepEqual(bench.begun, ['x a: 1-2', 'x a: 3-3']);
    assert.equal(bench.reached('a'), 3);
    await bench.relay.stop();
  });

  it('tries again what was not taken, after pauses that double up to the longest', async () => {
    const bench = new Bench();
    bench.behaviour.set('x', refuse);
    bench.outbox.sinks('a', hook('x'));
    bench.relay.start();
    bench.happen('a', 2);
    await bench.clock.pass(40_000);
    const pauses = bench.times.slice(1).map((time, i) => Math.round(time - bench.times[i]!));
    assert.deepEqual(pauses.slice(0, 6), [1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    assert.ok(bench.begun.every((each) => each === 'x a: 1-2'));
    assert.equal(bench.count('failed'), bench.begun.length);
    assert.ok(bench.lines.length < bench.begun.length, 'said ever more seldom');
    bench.happen('a', 1);
    bench.behaviour.delete('x');
    await bench.clock.pass(8_000);
    assert.equal(bench.begun.at(-1), 'x a: 1-3');
    assert.equal(bench.reached('a'), 3);
    await bench.relay.stop();
  });

  it('leaves half of its lanes to those that answer, however many do not', async () => {
    const bench = new Bench({ atOnce: 4 });
    bench.behaviour.set('dead', refuse);
    for (let i = 0; i < 30; i += 1) {
      bench.outbox.sinks(`d${String(i)}`, hook('dead'));
      bench.outbox.happen(`d${String(i)}`, 1, bench.clock.now());
    }
    bench.relay.start();
    await bench.clock.pass(10);
    assert.equal(bench.begun.length, 30);
    bench.behaviour.set('dead', never);
    await bench.clock.pass(20_000);
    assert.equal(bench.begun.length, 32, 'two lanes are taken by those that do not answer');
    bench.outbox.sinks('well', hook('x'));
    bench.happen('well', 20);
    await bench.clock.pass(10);
    assert.equal(bench.reached('well'), 20);
    await bench.relay.stop();
    assert.equal(bench.begun.length, 36, 'nothing is begun once it stops');
  });

  it('waits once for a place that does not answer, however many stacks name it', async () => {
    const bench = new Bench({ atOnce: 4 });
    const late = () => new Promise<void>((_, reject) => bench.clock.setTimer(10_000, () => { reject(new Error('late')); })); // prettier-ignore
    bench.behaviour.set('dead', late);
    for (let i = 0; i < 40; i += 1) {
      bench.outbox.sinks(`d${String(i)}`, hook('dead'));
      bench.outbox.happen(`d${String(i)}`, 1, bench.clock.now());
    }
    bench.relay.start();
    await bench.clock.pass(10);
    bench.outbox.sinks('well', hook('x'));
    bench.happen('well', 20);
    await bench.clock.pass(9_000);
    assert.equal(bench.reached('well'), 0);
    await bench.clock.pass(1_100);
    assert.equal(bench.reached('well'), 20);
    bench.behaviour.delete('dead');
    await bench.clock.pass(60_000);
    assert.equal((await bench.outbox.behind()).events, 0);
    await bench.relay.stop();
  });

  it('goes at its own pace for each sink of a stack; the cursor is the slowest one’s', async () => {
    const bench = new Bench();
    bench.behaviour.set('dead', refuse);
    bench.outbox.sinks('a', hook('dead'), hook('x'));
    bench.relay.start();
    bench.happen('a', 12);
    await bench.clock.pass(10);
    bench.happen('a', 1);
    await bench.clock.pass(10);
    const well = bench.begun.filter((each) => each.startsWith('x'));
    assert.deepEqual(well, ['x a: 1-5', 'x a: 6-10', 'x a: 11-12', 'x a: 13-13']);
    assert.equal(bench.reached('a'), 0);
    bench.behaviour.delete('dead');
    await bench.clock.pass(8_000);
    assert.equal(bench.reached('a'), 13);
    assert.equal(bench.begun.filter((each) => each.startsWith('x')).length, 4, 'none of it twice');
    await bench.relay.stop();
  });

  it('gives up what is too old once it was not taken, says so, and goes on with the rest', async () => {
    const bench = new Bench();
    bench.behaviour.set('x', refuse);
    bench.outbox.sinks('a', hook('x'));
    bench.relay.start();
    bench.happen('a', 7);
    await bench.clock.pass(HOUR_MS / 2);
    bench.happen('a', 2);
    await bench.clock.pass(HOUR_MS / 2 + 10_000);
    assert.equal(bench.count('givenUp'), 7);
    assert.ok(bench.lines.some((line) => 'events' in line && line.events === 7));
    assert.equal(bench.reached('a'), 7);
    assert.equal(bench.begun.at(-1), 'x a: 8-9');
    await bench.clock.pass(HOUR_MS / 2);
    assert.equal(bench.reached('a'), 9);
    const asked = bench.begun.length;
    await bench.clock.pass(HOUR_MS);
    assert.equal(bench.begun.length, asked, 'it is not asked for ever');
    bench.happen('a', 1);
    bench.behaviour.delete('x');
    await bench.clock.pass(10);
    assert.equal(bench.begun.at(-1), 'x a: 10-10');
    await bench.relay.stop();
  });

  it('tries old events once before it gives them up: nobody may have been there to send them', async () => {
    const bench = new Bench();
    bench.outbox.sinks('a', hook('x'));
    bench.outbox.happen('a', 3, bench.clock.now() - 2 * HOUR_MS);
    bench.relay.start();
    await bench.clock.pass(10);
    assert.deepEqual(bench.begun, ['x a: 1-3']);
    assert.equal(bench.count('givenUp'), 0);
    await bench.relay.stop();
  });

  it('sends nothing to a sink that was taken away while it was sending, and goes on with one that stayed', async () => {
    const bench = new Bench();
    let take: () => void = () => undefined;
    bench.behaviour.set('x', () => new Promise((resolve) => (take = resolve)));
    bench.outbox.sinks('a', hook('x'), hook('y'));
    bench.relay.start();
    bench.happen('a', 7);
    await bench.clock.pass(10);
    bench.outbox.sinks('a', hook('y'), hook('z'));
    bench.happen('a', 1);
    await bench.clock.pass(10);
    take();
    await bench.clock.pass(20);
    assert.deepEqual(
      bench.begun.filter((each) => each.startsWith('x')),
      ['x a: 1-5'],
    );
    assert.deepEqual(bench.begun.filter((each) => each.startsWith('y')), ['y a: 1-5', 'y a: 6-7', 'y a: 8-8']); // prettier-ignore
    assert.deepEqual(
      bench.begun.filter((each) => each.startsWith('z')),
      ['z a: 6-8'],
    );
    assert.equal(bench.reached('a'), 8);
    bench.behaviour.set('z', refuse);
    bench.happen('a', 1);
    await bench.clock.pass(10);
    bench.outbox.sinks('a', hook('y'));
    await bench.clock.pass(2_000);
    assert.equal(bench.begun.filter((each) => each.startsWith('z')).length, 2);
    assert.equal(bench.reached('a'), 9, 'what the other one did not have is nobody’s any more');
    bench.outbox.sinks('a');
    bench.happen('a', 1);
    await bench.clock.pass(100);
    assert.equal(bench.reached('a'), 9);
    await bench.relay.stop();
    assert.equal(bench.clock.pending, 0);
  });

  it('tells a stack that went back to its sinks nothing of when it had none', async () => {
    const bench = new Bench();
    bench.behaviour.set('x', refuse);
    bench.outbox.sinks('a', hook('x'));
    bench.relay.start();
    bench.happen('a', 2);
    await bench.clock.pass(10);
    const stack = bench.outbox.stacks.get('a')!;
    const { revision } = stack;
    stack.revision = null;
    bench.outbox.happen('a', 3, bench.clock.now());
    Object.assign(stack, { revision, reached: 5 });
    bench.behaviour.delete('x');
    bench.happen('a', 1);
    await bench.clock.pass(8_000);
    assert.deepEqual(bench.begun, ['x a: 1-2', 'x a: 6-6']);
    assert.equal(bench.reached('a'), 6);
    await bench.relay.stop();
  });

  it('nor when it is tried again before anything was heard of that', async () => {
    const bench = new Bench();
    bench.behaviour.set('x', refuse);
    bench.outbox.sinks('a', hook('x'));
    bench.relay.start();
    bench.happen('a', 2);
    await bench.clock.pass(10);
    bench.outbox.happen('a', 4, bench.clock.now());
    Object.assign(bench.outbox.stacks.get('a')!, { reached: 5 });
    bench.behaviour.delete('x');
    await bench.clock.pass(1_000);
    assert.deepEqual(bench.begun, ['x a: 1-2', 'x a: 6-6']);
    assert.equal(bench.reached('a'), 6);
    assert.equal(bench.count('givenUp'), 0, 'what is not meant for a sink is not given up');
    await bench.relay.stop();
  });

  it('comes back to everything after the database was away, and loses nothing', async () => {
    const bench = new Bench();
    bench.outbox.sinks('a', hook('x'));
    bench.relay.start();
    await bench.clock.pass(10);
    for (const [events, isAway] of [
      [3, 'owing'],
      [3, 'page'],
      [3, 'advance'],
    ] as const) {
      bench.happen('a', events);
      if (isAway === 'owing') bench.outbox.fault = new Error('away');
      else bench.behaviour.set('x', () => Promise.resolve(void (bench.outbox.fault = isAway === 'advance' ? new Error('away') : undefined))); // prettier-ignore
      await bench.clock.pass(10);
      bench.behaviour.delete('x');
      await bench.clock.pass(2_000);
    }
    assert.equal(bench.reached('a'), 9);
    assert.deepEqual(bench.begun, ['x a: 1-3', 'x a: 4-6', 'x a: 7-9', 'x a: 7-9']);
    await bench.relay.stop();
  });

  it('sends nothing for stacks that are another engine’s by now, or may be', async () => {
    const bench = new Bench();
    bench.outbox.sinks('a', hook('x'));
    bench.mayRelay = false;
    bench.relay.start();
    bench.happen('a', 1);
    await bench.clock.pass(5_000);
    assert.deepEqual(bench.begun, []);
    bench.mayRelay = true;
    bench.outbox.stacks.get('a')!.isOurs = false;
    await bench.clock.pass(60_000);
    assert.deepEqual(bench.begun, []);
    bench.outbox.stacks.get('a')!.isOurs = true;
    bench.relay.look();
    await bench.clock.pass(10);
    assert.deepEqual(bench.begun, ['x a: 1-1']);
    await bench.relay.stop();
  });

  it('passes over a stack whose sinks cannot be read', async () => {
    const bench = new Bench();
    bench.outbox.sinks('a', hook('x'));
    bench.outbox.sinks('b', hook('x'));
    const owing = bench.outbox.owing.bind(bench.outbox);
    bench.outbox.owing = async (ids) =>
      (await owing(ids)).map((each) => (each.stackId === 'a' ? { ...each, sinks: '{' } : each));
    bench.outbox.happen('a', 1, bench.clock.now());
    bench.relay.start();
    bench.happen('b', 1);
    await bench.clock.pass(10);
    assert.deepEqual(bench.begun, ['x b: 1-1']);
    assert.ok(bench.lines.some((line) => 'stack' in line && line.stack === 'a'));
    await bench.relay.stop();
  });

  it('saves what was taken before it stops, and ends what is not answered', async () => {
    const bench = new Bench();
    bench.behaviour.set('dead', never);
    bench.outbox.sinks('a', hook('x'));
    bench.outbox.sinks('b', hook('dead'));
    bench.relay.start();
    bench.outbox.happen('b', 1, bench.clock.now());
    bench.relay.happened(['b']);
    bench.happen('a', 1);
    await bench.clock.pass(10);
    await bench.relay.stop();
    assert.equal(bench.reached('a'), 1);
    assert.equal(bench.reached('b'), 0);
    assert.equal(bench.count('failed'), 0);
  });

  it('of more stacks than fit forgets those that do not answer, and finds them again', async () => {
    const bench = new Bench({ atOnce: 100 });
    bench.behaviour.set('dead', refuse);
    for (let i = 0; i < 10_000; i += 1) {
      bench.outbox.sinks(`d${String(i)}`, hook('dead'));
      bench.outbox.happen(`d${String(i)}`, 1, bench.clock.now());
    }
    bench.relay.start();
    await bench.clock.pass(10);
    bench.outbox.sinks('well', hook('x'));
    bench.happen('well', 1);
    await bench.clock.pass(10);
    assert.equal(bench.reached('well'), 1);
    bench.behaviour.delete('dead');
    await bench.clock.pass(40_000);
    const { events } = await bench.outbox.behind();
    assert.equal(events, 0);
    await bench.relay.stop();
  });
});
