/**
 * A whole fleet as real processes, badly treated: two engines, three workers on two nodes, two observers, PostgreSQL and RabbitMQ are killed and
 * stopped at random while random goals are set for twenty stacks of real files and processes, and somebody else kills and edits things. In the
 * end the world equals the goals exactly, and all that happened was told, in order.
 *
 *   npm run chaos -- --minutes 10 --seed 42     by default one minute; in CI three
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import pg from 'pg';
import { Fleet, type Member } from '../e2e/fleet.js';
import { livingProcesses } from '../e2e/living-processes.js';
import { brokerIfAny, type Broker } from '../support/rabbitmq.js';
import { seededRandom } from '../support/seeded-random.js';
import { waitFor } from '../support/wait-for.js';
import { EventListener } from './event-listener.js';
import { Faults } from './faults.js';
import { randomGoal } from './goals.js';
import { PrivatePostgres } from './private-postgres.js';
import { drift, goalOf, namesOf, realityOf } from './reality.js';
import { Users } from './users.js';

const { CI, CHAOS_MINUTES, CHAOS_SEED } = process.env;
const minutes = Number(CHAOS_MINUTES ?? (CI === 'true' ? 3 : 1));
const seed = Number(CHAOS_SEED ?? Math.floor(Math.random() * 2 ** 31));
/** The number of the newest event of each stack, of those too that are deleted. */
async function newestEvents(url: string): Promise<ReadonlyMap<string, number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string; event: string }>('SELECT id, event FROM stack');
    return new Map(rows.map(({ id, event }) => [id, Number(event)]));
  } finally {
    await client.end();
  }
}

/** For all to come to rest once the faults have stopped. */
const REST_MS = 180_000;

const membersWith = (events: object): readonly Member[] => {
  const engine = { shardLeaseMs: 2_000, drift: { repairRetryMs: 5_000 }, events };
  return [
    { name: 'engine-1', role: 'engine', settings: engine },
    { name: 'engine-2', role: 'engine', settings: engine },
    { name: 'worker-1', role: 'worker', node: 'left' },
    { name: 'worker-2', role: 'worker', node: 'left' },
    { name: 'worker-3', role: 'worker', node: 'right' },
    { name: 'observer-1', role: 'observer', node: 'left' },
    { name: 'observer-2', role: 'observer', node: 'right' },
  ];
};
const STACKS = Array.from({ length: 20 }, (_, i) => `stack-${String(i)}`);

describe('a fleet that is badly treated', function () {
  this.timeout(minutes * 60_000 + 2 * REST_MS + 120_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-chaos-'));
  const world = join(directory, 'world');
  const postgres = new PrivatePostgres(directory);
  const random = seededRandom(seed);
  const story: string[] = [];
  const begun = performance.now();
  const tell = (line: string) => {
    story.push(`${((performance.now() - begun) / 1_000).toFixed(1)} s  ${line}`);
  };
  let fleet: Fleet;
  let users: Users;
  let broker: Broker | undefined;
  let listener: EventListener | undefined;

  before(async () => {
    mkdirSync(world);
    await postgres.start();
    broker = await brokerIfAny();
    if (broker) listener = new EventListener(broker.url, `chaos-${String(seed)}`);
    else console.error('      there is no rabbitmq-server on this machine: nothing is told to anybody');
    await listener?.start();
    fleet = await Fleet.prepare(directory, postgres.url, { members: membersWith(listener?.settings ?? {}) });
    await fleet.up();
    users = new Users(fleet, world, seed);
  });
  after(async () => {
    for (const { name } of fleet.members) fleet.goOn(name);
    await fleet.stop();
    await listener?.stop();
    for (const pid of livingProcesses(world)) process.kill(pid, 'SIGKILL');
    await postgres.destroy();
    rmSync(directory, { recursive: true, force: true });
  });

  it(`has in the end just what was asked for (${String(minutes)} minutes, CHAOS_SEED=${String(seed)})`, async () => {
    const deadline = performance.now() + minutes * 60_000;
    try {
      await Promise.all([
        new Faults({ fleet, postgres, broker, random, tell }).until(deadline),
        people(deadline),
        somebodyElse(deadline),
      ]);
      tell('the faults have stopped');
      // Of some nobody knows what was accepted: their users say it once more.
      for (const stack of STACKS)
        for (let tries = 0; !users.wanted.has(stack) && tries < 100; tries += 1) {
          await users.put(stack, randomGoal(random));
          await pass(100);
        }
      await comesToRest();
      for (const stack of STACKS) await users.remove(stack);
      tell('all are deleted');
      await comesToRest();
    } catch (error) {
      throw new Error(`${String(error)}\n${story.join('\n')}\n${fleet.members.map(({ name }) => `--- ${name}\n${fleet.logTail(name, 15)}`).join('\n')}`, { cause: error }); // prettier-ignore
    }
    const count = (word: string) => story.filter((line) => line.includes(word)).length;
    console.log(
      `      ${String(count('SIGKILL'))} kills, ${String(count('SIGSTOP'))} pauses, ${String(count('PostgreSQL'))} crashes of the database, ${String(count('RabbitMQ'))} stops of the broker, ${String(count('goal'))} goals, ${String(count('by hand'))} things changed by others`,
    );
  });

  it('has told of all that happened, in the order of each stack', async function () {
    if (!listener) this.skip();
    const { reached, gaps } = listener;
    const newest = await newestEvents(postgres.url);
    assert.ok(newest.size >= STACKS.length);
    const late = () => [...newest].filter(([stack, event]) => (reached.get(stack) ?? 0) < event);
    await waitFor(() => late().length === 0, 'all events to be told', REST_MS).catch(() => undefined);
    assert.deepEqual(late(), [], 'what was told is behind');
    assert.deepEqual(gaps, []);
  });

  async function people(deadline: number): Promise<void> {
    while (performance.now() < deadline) {
      const stack = STACKS[Math.floor(random() * STACKS.length)] ?? '';
      const accepted =
        random() < 0.15 ? await users.remove(stack) : await users.put(stack, randomGoal(random));
      tell(`a goal for ${stack}: ${accepted === false ? 'refused' : 'accepted'}`);
      await pass(100 + random() * 700);
    }
  }

  async function somebodyElse(deadline: number): Promise<void> {
    while (performance.now() < deadline) {
      await pass(500 + random() * 2_000);
      const what = drift(world, random);
      if (what !== undefined) tell(`by hand: ${what}`);
    }
  }

  /** The world equals the goals, and still does a little later. */
  async function comesToRest(): Promise<void> {
    const end = performance.now() + REST_MS;
    let off = different();
    for (let round = 0; off.length > 0 || (await isLater()).length > 0; round += 1) {
      if (performance.now() > end) {
        const why = await Promise.all(
          off.map(async ({ stack }) => `${stack} ${await users.statusOf(stack)}: ${await users.why(stack)}`),
        );
        assert.deepEqual(
          off.map(({ real }) => real),
          off.map(({ goal }) => goal),
          `not as asked for:\n${why.join('\n')}`,
        );
      }
      await pass(500);
      // What has failed for good under the faults is asked for again.
      if (round % 20 === 19)
        for (const { stack } of off) if (/FAILED/.test(await users.statusOf(stack))) await users.retry(stack);
      off = different();
    }

    async function isLater() {
      await pass(3_000);
      return different();
    }
  }

  function different() {
    const living = namesOf(world);
    return STACKS.flatMap((stack) => {
      const goal = goalOf(stack, users.wanted.get(stack));
      const real = realityOf(world, stack, living);
      return JSON.stringify(goal) === JSON.stringify(real) ? [] : [{ stack, goal, real }];
    });
  }
});
