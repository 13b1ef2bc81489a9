import { setTimeout as pause } from 'node:timers/promises';
import { template, type Template } from './cases.js';
import { cpuSeconds, cpuSecondsOfTree, memoryMb } from './cpu.js';
import { withFleet } from './fleet.js';
import { said, type Part } from './part.js';
import type { BenchStacks } from './stacks.js';
import { round, table } from './table.js';

/** An engine that has many settled resources, and nothing to do. */
interface Idle {
  readonly name: string;
  /** Resident memory of the engine that made them, right after, and once it was quiet for a while. */
  readonly makerRssMb: number;
  readonly makerQuietMb: number;
  /** From the start of its process until it answers, and until it is ready: all stacks are in memory, and a worker is there. */
  readonly answersMs: number;
  readonly readyMs: number;
  /** Its resident memory once it has taken no turn for a while, and the heap in use after a collection. */
  readonly rssMb: number;
  readonly heapMb: number;
  /** How long it was left alone then, and what happened meanwhile. */
  readonly idleMs: number;
  readonly turns: number;
  readonly writes: number;
  readonly heartbeats: number;
  readonly enginePercent: number;
  readonly postgresPercent: number;
}

const LEASE_MS = 9_000;
/** Long enough for a look at each thing. */
const PERIOD_MS = 10_000;

/** Many settled resources in many stacks: what they take while nothing happens, and how long an engine takes to start on them. */
export const idle: Part = {
  name: 'idle',
  measure: async (quick) => {
    const [stacks, size] = quick ? [50, 100] : [1_000, 100];
    const idleMs = quick ? 6_000 : 21_000;
    const measured: Idle[] = [];
    for (const type of ['OS::Heat::TestResource', 'Bench::Listed'])
      measured.push(await measureIdle({ stacks, size, type, idleMs }));
    return { json: { idle: measured }, text: idleText(measured) };
  },
};

interface IdleCase {
  readonly stacks: number;
  readonly size: number;
  /** Those of the one are values of the engine, those of the other are watched. */
  readonly type: string;
  readonly idleMs: number;
}

function measureIdle({ stacks, size, type, idleMs }: IdleCase): Promise<Idle> {
  const setup = { engineSettings: { shardLeaseMs: LEASE_MS }, observer: { periodMs: PERIOD_MS } };
  return withFleet(setup, async (fleet) => {
    await fleet.createAll(Array.from({ length: stacks }, () => ofType(type, size)));
    await fleet.settled();
    const name = `${String(stacks)} stacks of ${String(size)} ${type}`;
    said(`creating ${name}`);
    const makerRssMb = memoryMb(fleet.processes.engine.pid).now;
    await isQuiet(fleet);
    const makerQuietMb = memoryMb(fleet.processes.engine.pid).now;
    const [first = ''] = fleet.processes.names;
    await fleet.processes.endEngine(first, 'stop');
    const begun = performance.now();
    await fleet.processes.startEngine(first);
    const answersMs = performance.now() - begun;
    await isReady(fleet);
    const readyMs = performance.now() - begun;
    await isQuiet(fleet);
    const rest = await restFor(fleet, idleMs);
    said(`rest of ${name}`);
    const heapMb = (await fleet.processes.ask('heap')) / 2 ** 20;
    return { name, makerRssMb, makerQuietMb, answersMs, readyMs, ...rest, heapMb };
  });
}

function ofType(type: string, size: number): Template {
  const resource = { type, properties: { value: 'one' } };
  return template(Object.fromEntries(Array.from({ length: size }, (_, i) => [`r${String(i)}`, resource])));
}

async function isReady({ processes }: BenchStacks): Promise<void> {
  while ((await fetch(`${processes.restUrls[0] ?? ''}/readyz`)).status !== 200) await pause(10);
}

/** It has taken no turn for longer than an observer has between two looks, which tells of each thing once, nor for as long as it waits to collect garbage. */
async function isQuiet({ processes }: BenchStacks): Promise<void> {
  // Or PostgreSQL would vacuum by itself while nothing is to happen.
  await processes.database.query('VACUUM ANALYZE');
  await processes.database.query('ALTER SYSTEM SET autovacuum = off');
  await processes.database.query('SELECT pg_reload_conf()');
  for (let before = -1, turns = 0; turns !== before;) {
    before = turns;
    await pause(2.2 * PERIOD_MS);
    turns = await processes.ask('turns');
  }
}

async function restFor(fleet: BenchStacks, idleMs: number) {
  const { processes } = fleet;
  const { engine, postgres } = processes;
  // The number of the next transaction that writes: reading takes none.
  const state = async () => ({
    turns: await processes.ask('turns'),
    next: await fleet.number(`SELECT pg_snapshot_xmax(pg_current_snapshot())`),
    engine: cpuSeconds(engine.pid),
    postgres: cpuSecondsOfTree(postgres.pid),
  });
  const before = await state();
  await pause(idleMs);
  const after = await state();
  const percent = (of: 'engine' | 'postgres') => ((after[of] - before[of]) / (idleMs / 1_000)) * 100;
  return {
    idleMs,
    rssMb: memoryMb(engine.pid).now,
    turns: after.turns - before.turns,
    writes: after.next - before.next,
    heartbeats: idleMs / (LEASE_MS / 3),
    enginePercent: percent('engine'),
    postgresPercent: percent('postgres'),
  };
}

function idleText(measured: readonly Idle[]): string {
  return [
    '\nAn engine started on settled resources: until it answers and is ready; then its memory, and what is done while nothing happens\n',
    table(
      [
        'case', '', 'maker, RSS MB', 'quiet', 'answers ms', 'ready ms', 'RSS MB', 'heap MB', 'idle s', 'turns', 'writing commits', 'heartbeats', 'engine %', 'PG %',
      ], // prettier-ignore
      measured.map((one) => [
        one.name,
        '',
        round(one.makerRssMb),
        round(one.makerQuietMb),
        round(one.answersMs),
        round(one.readyMs),
        round(one.rssMb),
        round(one.heapMb),
        round(one.idleMs / 1_000),
        String(one.turns),
        String(one.writes),
        round(one.heartbeats),
        round(one.enginePercent, 1),
        round(one.postgresPercent, 1),
      ]),
    ),
  ].join('');
}
