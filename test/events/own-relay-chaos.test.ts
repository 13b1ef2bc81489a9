import assert from 'node:assert/strict';
import type { StackSink } from '../../lib/hot/environment/event-sinks.js';
import type { OutboxEvent } from '../../services/engine/app/event-sink.js';
import { OwnRelay } from '../../services/engine/app/own-sinks/own-relay.js';
import { ManualClock } from '../support/manual-clock.js';
import { seededRandom } from '../support/seeded-random.js';
import { MemoryOwnOutbox } from './memory-own-outbox.js';

const STACKS = ['s0', 's1', 's2', 's3', 's4'];
const SINKS: readonly StackSink[] = ['a', 'b', 'c'].map((target) => ({ type: 'zaqar-queue', target }));
const STEPS = 80;

/** What a sink was sent of each stack: in order, and nothing left out while it was named. */
class Receiver {
  /** By stack; none: it was named since. */
  readonly reached = new Map<string, number>();
  readonly violations: string[] = [];

  take(name: string, events: readonly OutboxEvent[]): void {
    for (const { stack, sequence } of events) {
      const reached = this.reached.get(stack.id) ?? sequence - 1;
      if (sequence > reached + 1)
        this.violations.push(`${name} got ${String(sequence)} of ${stack.id} after ${String(reached)}`);
      this.reached.set(stack.id, Math.max(reached, sequence));
    }
  }
}

/** One story: events happen, sinks come and go, receivers fail in all ways, the database too, and engines die. */
async function story(seed: number): Promise<string[]> {
  const random = seededRandom(seed);
  const below = (n: number) => Math.floor(random() * n);
  const clock = new ManualClock();
  const outbox = new MemoryOwnOutbox();
  const receivers = new Map(SINKS.map((sink) => [nameOf(sink), new Receiver()]));
  const violations: string[] = [];
  let isCalm = false;

  const engine = () => {
    const life = { isDead: false };
    const alive = <T>(answer: Promise<T>): Promise<T> =>
      life.isDead ? new Promise(() => undefined) : answer;
    const relay = new OwnRelay(
      {
        clock,
        random,
        outbox: {
          behind: () => alive(outbox.behind()),
          owing: (ids) => alive(outbox.owing(ids)),
          page: (id, wanted) => alive(outbox.page(id, wanted)),
          advance: (reached) => (life.isDead ? alive(Promise.resolve()) : outbox.advance(reached)),
        },
        open: (text) => text,
        shards: () => [],
        mayRelay: () => !life.isDead,
        log: { info: () => undefined, warn: () => undefined },
        measured: () => undefined,
        deliver: async (sink, events) => {
          if (life.isDead) return alive(Promise.resolve());
          const id = events[0]?.stack.id ?? '';
          if (Number(events[0]?.sequence) <= (since.get(id) ?? 0)) violations.push(`${id} had no sinks then`);
          const named = outbox.stacks.get(id)?.sinks.map(nameOf) ?? [];
          if (!named.includes(nameOf(sink))) violations.push(`${nameOf(sink)} is not named by ${id}`);
          const luck = isCalm ? 1 : random();
          const taken = luck < 0.3 ? events.slice(0, below(events.length + 1)) : events;
          receivers.get(nameOf(sink))?.take(nameOf(sink), taken);
          await new Promise<void>((resolve) => void clock.setTimer(isCalm ? 1 : below(400), resolve));
          if (life.isDead) return alive(Promise.resolve());
          if (luck < 0.4) throw new Error('it does not answer');
        },
      },
      { gatherMs: 5, batch: 1 + below(6), atOnce: 2 + below(4), giveUpMs: 1e9, backoff: { firstMs: 100, longestMs: 2_000 } },
    ); // prettier-ignore
    relay.start();
    return { relay, life };
  };

  /** The newest event of stacks when they had no sinks last. */
  const since = new Map<string, number>();
  /** What stacks had: a way back has the same revision again. */
  const earlier: { id: string; revision: number | null; sinks: readonly StackSink[] }[] = [];
  const rename = (id: string) => {
    const before = outbox.stacks.get(id);
    const back = earlier.filter((each) => each.id === id);
    const goal = random() < 0.4 ? back[below(back.length)] : undefined;
    const sinks = goal?.sinks ?? SINKS.filter(() => random() < 0.5);
    for (const sink of SINKS)
      if (!before?.sinks.includes(sink)) receivers.get(nameOf(sink))?.reached.delete(id);
    const had = (before?.sinks.length ?? 0) > 0;
    outbox.sinks(id, ...sinks);
    const stack = outbox.stacks.get(id);
    if (!stack) return;
    if (goal) stack.revision = goal.revision;
    if (!had) {
      stack.reached = stack.events.length;
      since.set(id, stack.reached);
    }
    earlier.push({ id, revision: stack.revision, sinks });
  };

  for (const id of STACKS) rename(id);
  let { relay, life } = engine();
  for (let step = 0; step < STEPS; step += 1) {
    const id = STACKS[below(STACKS.length)] ?? '';
    const luck = random();
    if (luck < 0.6) {
      outbox.happen(id, 1 + below(8), clock.now());
      if (random() < 0.9) relay.happened([id]);
    } else if (luck < 0.75) rename(id);
    else if (luck < 0.85) outbox.fault = new Error('the database is away');
    else if (luck < 0.9) {
      life.isDead = true;
      ({ relay, life } = engine());
    }
    await clock.pass(below(300));
  }
  isCalm = true;
  outbox.fault = undefined;
  await clock.pass(120_000);
  for (const [id, { sinks, events, reached }] of outbox.stacks) {
    if (sinks.length === 0) continue;
    if (reached !== events.length)
      violations.push(`${id} is at ${String(reached)} of ${String(events.length)}`);
  }
  await relay.stop();
  return [...violations, ...[...receivers.values()].flatMap((receiver) => receiver.violations)];
}

function nameOf(sink: StackSink): string {
  return sink.type === 'webhook' ? sink.url : sink.target;
}

describe('the relay of the stacks’ own sinks, in stories made of random events', function () {
  const { CI, SEED, STORIES } = process.env;
  // CI plays always the same stories.
  const first = Number(SEED ?? (CI === 'true' ? 1 : Math.floor(Math.random() * 2 ** 31)));
  const stories = Number(STORIES ?? (SEED === undefined ? 20 : 1));
  this.timeout(stories * 2_000);

  it(`loses nothing, and sends in order (SEED=${String(first)} and the next ones)`, async () => {
    for (let seed = first; seed < first + stories; seed += 1)
      assert.deepEqual(await story(seed), [], `SEED=${String(seed)}`);
  });
});
