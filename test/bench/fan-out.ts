import { setTimeout as pause } from 'node:timers/promises';
import { independent } from './cases.js';
import { withFleet } from './fleet.js';
import { Follower } from './followers.js';
import { inTurns, median, medians, quantile, said, type Part } from './part.js';
import type { BenchStack, BenchStacks } from './stacks.js';
import { round, table } from './table.js';
import { costOf } from './usage.js';

/** One update of all stacks. */
interface Followed {
  readonly settledMs: number;
  readonly engineUs: number;
  /** None without clients. */
  readonly delivered: number;
  /** From the first to the last of them. */
  readonly perSecond: number;
  /** From when the event happened, by the engine's clock, which is before its commit. */
  readonly medianMs: number;
  readonly p99Ms: number;
}

interface Case {
  readonly stacks: number;
  readonly size: number;
  readonly clients: number;
  readonly rounds: number;
}

/** Many clients follow the events of stacks that converge, beside the same without clients. */
export const fanOut: Part = {
  name: 'fan-out',
  measure: async (quick) => {
    const size = quick
      ? { stacks: 4, size: 50, clients: 40, rounds: 1 }
      : { stacks: 20, size: 100, clients: 200, rounds: 4 };
    const pairs = await withFleet({}, (fleet) => measureFanOut(fleet, size));
    said(`events for ${String(size.clients)} clients`);
    const [alone, followed] = [medians(pairs.map(([one]) => one)), medians(pairs.map(([, two]) => two))];
    const engineRatio = median(pairs.map(([one, two]) => two.engineUs / one.engineUs));
    const figures = { ...size, alone, followed, engineRatio };
    return { json: { fanOut: figures }, text: fanOutText(size, alone, followed, engineRatio) };
  },
};

async function measureFanOut(fleet: BenchStacks, { stacks, size, clients, rounds }: Case) {
  const template = independent(size).stacks[0];
  if (!template) throw new Error('there is no template');
  const made = await fleet.createAll(Array.from({ length: stacks }, () => template('0')));
  await fleet.settled();
  let updates = 0;
  const update = () => {
    updates += 1;
    const body = JSON.stringify({ template: template(String(updates)) });
    return measureUpdate(fleet, made, size, body);
  };
  return inTurns(
    rounds,
    () => update()([]),
    async () => {
      const followers = await follow(fleet, made, clients);
      try {
        return await update()(followers);
      } finally {
        for (const { follower } of followers) follower.stop();
      }
    },
  );
}

interface Following {
  readonly stack: BenchStack;
  readonly follower: Follower;
}

/** As many clients of each stack, from its newest event on. */
async function follow(
  fleet: BenchStacks,
  made: readonly BenchStack[],
  clients: number,
): Promise<Following[]> {
  const followers: Following[] = [];
  for (let i = 0; i < clients; i += 1) {
    const stack = made[i % made.length];
    if (!stack) break;
    const after = await fleet.number(`SELECT event FROM stack WHERE id = $1`, [stack.id]);
    followers.push({ stack, follower: await Follower.start(fleet.client.urlOf(stack.path), after) });
  }
  return followers;
}

function measureUpdate(fleet: BenchStacks, made: readonly BenchStack[], size: number, body: string) {
  return async (followers: readonly Following[]): Promise<Followed> => {
    // Of each resource that it begins and ends, and of the stack.
    const each = 2 * size + 2;
    const { engineUs, settledMs } = await costOf(fleet.processes, made.length * size, async () => {
      await Promise.all(made.map(({ path }) => fleet.client.call('PUT', path, body)));
      const settledMs = await fleet.settled();
      const all = () => followers.every(({ follower }) => follower.arrivals.length >= each);
      for (const deadline = performance.now() + 60_000; !all(); await pause(5))
        if (performance.now() > deadline) throw new Error('not all events came within a minute');
      return { settledMs };
    });
    return { engineUs, settledMs, ...(await delivery(fleet, followers)) };
  };
}

async function delivery(fleet: BenchStacks, followers: readonly Following[]) {
  const { rows } = await fleet.processes.database.query<{ stack: string; event: string; time: string }>(
    `SELECT stack, event, time FROM event`,
  );
  const happened = new Map(rows.map(({ stack, event, time }) => [`${stack} ${event}`, Number(time)]));
  const latencies: number[] = [];
  const times: number[] = [];
  for (const { stack, follower } of followers)
    for (const { sequence, atMs } of follower.arrivals) {
      latencies.push(atMs - (happened.get(`${stack.id} ${String(sequence)}`) ?? 0));
      times.push(atMs);
    }
  const seconds = (quantile(times, 1) - quantile(times, 0)) / 1_000;
  return {
    delivered: times.length,
    perSecond: seconds > 0 ? times.length / seconds : 0,
    medianMs: median(latencies),
    p99Ms: quantile(latencies, 0.99),
  };
}

function fanOutText(
  { stacks, size, clients }: Case,
  alone: Followed,
  followed: Followed,
  engineRatio: number,
): string {
  const row = (name: string, one: Followed, ratio: string) => [
    name,
    '',
    round(one.settledMs),
    round(one.engineUs),
    ratio,
    ...[one.delivered, one.perSecond, one.medianMs, one.p99Ms].map((figure) =>
      one.delivered > 0 ? round(figure) : '',
    ),
    one.delivered > 0 ? round(((one.engineUs - alone.engineUs) * stacks * size) / one.delivered, 1) : '',
  ];
  return [
    `\nAn update of ${String(stacks)} stacks of ${String(size)}, followed by the event stream of the API (medians of rounds in turns)\n`,
    table(
      [
        'clients',
        '',
        'settled ms',
        'engine us/res',
        'x alone',
        'events',
        'events/s',
        'median ms',
        'p99 ms',
        'engine us/event',
      ],
      [row('none', alone, ''), row(String(clients), followed, round(engineRatio, 2))],
    ),
  ].join('');
}
