import { setTimeout as pause } from 'node:timers/promises';
import { independent } from './cases.js';
import { withFleet } from './fleet.js';
import { inTurns, median, quantile, said, type Part } from './part.js';
import type { BenchStack, BenchStacks } from './stacks.js';
import { round, table } from './table.js';
import { costOf, type Cost } from './usage.js';

const ROUTES = ['list', 'show', 'events'] as const;
type Route = (typeof ROUTES)[number];
/** From when a request was due until it was answered, in ms. */
type Latencies = Readonly<Record<Route, readonly number[]>>;

/** What one request costs, with its part of what the converging stack does: steadier than its time where others work too. */
interface Seen extends Cost {
  readonly latencies: Latencies;
}

interface Read {
  readonly route: Route;
  readonly emptyMs: { readonly median: number; readonly p99: number };
  readonly fullMs: { readonly median: number; readonly p99: number };
}

interface Size {
  readonly stacks: number;
  readonly events: number;
}

const PER_SECOND = 200;
const PAGE = 20;
/** Of the stack that is updated once a second. */
const CONVERGING = 1_000;
/** Resources of each of the many stacks: with those of the stack itself they make 26 events a goal. */
const SMALL = independent(12);

/** Reading beside a stack that converges: with many stacks and events there, and with none but those that are asked for. */
export const reading: Part = {
  name: 'reading',
  measure: async (quick) => {
    const [stacks, seconds, rounds] = quick ? [100, 2, 1] : [2_000, 5, 4];
    const measured = await withFleet({}, (empty) =>
      withFleet({}, async (full) => {
        const stages = [await staged(empty, 1), await staged(full, stacks)] as const;
        const events = await full.number(`SELECT count(*) FROM event`);
        said(`making ${String(stacks)} stacks with ${String(events)} events`);
        const pairs = await inTurns(
          rounds,
          () => readFrom(stages[0], seconds),
          () => readFrom(stages[1], seconds),
        );
        return { size: { stacks, events }, reads: readsOf(pairs), costs: costsOf(pairs) };
      }),
    );
    said('reading');
    return { json: { reading: measured }, text: readingText(measured) };
  },
};

interface Stage {
  readonly fleet: BenchStacks;
  /** What is asked for, and the one that converges. */
  readonly stacks: readonly BenchStack[];
  readonly converging: BenchStack;
  updates: number;
}

async function staged(fleet: BenchStacks, count: number): Promise<Stage> {
  const [small] = SMALL.stacks;
  if (!small) throw new Error('there is no template');
  const stacks = await fleet.createAll(Array.from({ length: count }, () => small('one')));
  await fleet.settled();
  await fleet.updateAll(stacks, small('two'));
  const converging = await fleet.create(independent(CONVERGING).stacks[0]?.('0'));
  await fleet.settled();
  await fleet.processes.database.query('VACUUM ANALYZE');
  return { fleet, stacks, converging, updates: 0 };
}

/** Asks in turns for a page of stacks, a stack and a page of events, each of another stack, while one stack is updated once a second. */
function readFrom(stage: Stage, seconds: number): Promise<Seen> {
  return costOf(stage.fleet.processes, PER_SECOND * seconds, async () => {
    return { latencies: await latenciesOf(stage, seconds) };
  });
}

async function latenciesOf(stage: Stage, seconds: number): Promise<Latencies> {
  const latencies: Record<Route, number[]> = { list: [], show: [], events: [] };
  const begun = performance.now();
  const asked: Promise<unknown>[] = [];
  for (let i = 0; i < PER_SECOND * seconds; i += 1) {
    // By the clock, however long the answers take: who waits for one answer does not see how long the next would have taken.
    const dueMs = begun + (i * 1_000) / PER_SECOND;
    if (dueMs > performance.now()) await pause(dueMs - performance.now());
    if (i % PER_SECOND === 0) asked.push(converge(stage));
    const route = ROUTES[i % ROUTES.length] ?? 'list';
    asked.push(
      stage.fleet.client.call('GET', pathOf(stage, route, i)).then(() => {
        latencies[route].push(performance.now() - dueMs);
      }),
    );
  }
  await Promise.all(asked);
  await stage.fleet.settled();
  return latencies;
}

function pathOf({ stacks }: Stage, route: Route, i: number): string {
  // A prime, so that all of them are met, far from each other.
  const stack = stacks[(i * 7_919) % stacks.length];
  if (!stack) throw new Error('there is no stack');
  if (route === 'show') return stack.path;
  if (route === 'events') return `${stack.path}/events?limit=${String(PAGE)}`;
  return `/stacks?limit=${String(PAGE)}&marker=${stack.id}`;
}

/** Begins another update of all of its resources. */
async function converge(stage: Stage): Promise<void> {
  const [template] = independent(CONVERGING).stacks;
  stage.updates += 1;
  const body = JSON.stringify({ template: template?.(String(stage.updates)) });
  await stage.fleet.client.call('PUT', stage.converging.path, body);
}

function readsOf(pairs: readonly (readonly [Seen, Seen])[]): Read[] {
  const spread = (latencies: readonly number[]) => ({
    median: median(latencies),
    p99: quantile(latencies, 0.99),
  });
  return ROUTES.map((route) => ({
    route,
    emptyMs: spread(pairs.flatMap(([empty]) => empty.latencies[route])),
    fullMs: spread(pairs.flatMap(([, full]) => full.latencies[route])),
  }));
}

interface Costs {
  readonly engineUs: number;
  readonly postgresUs: number;
}

/** Of a request with hardly anything there, and with much. */
function costsOf(pairs: readonly (readonly [Seen, Seen])[]): readonly [Costs, Costs] {
  const of = (seen: readonly Seen[]) => ({
    engineUs: median(seen.map(({ engineUs }) => engineUs)),
    postgresUs: median(seen.map(({ postgresUs }) => postgresUs)),
  });
  return [of(pairs.map(([empty]) => empty)), of(pairs.map(([, full]) => full))];
}

interface Reading {
  readonly size: Size;
  readonly reads: readonly Read[];
  readonly costs: readonly [Costs, Costs];
}

function readingText({ size: { stacks, events }, reads, costs: [empty, full] }: Reading): string {
  return [
    `\n${String(PER_SECOND)} requests a second beside a stack that converges, with ${String(stacks)} stacks and ${String(events)} events there, and with hardly any (rounds in turns)\n`,
    table(
      ['route', '', 'median ms, empty', 'median ms', 'p99 ms, empty', 'p99 ms', 'x empty'],
      reads.map(({ route, emptyMs, fullMs }) => [
        route,
        '',
        round(emptyMs.median, 1),
        round(fullMs.median, 1),
        round(emptyMs.p99, 1),
        round(fullMs.p99, 1),
        round(fullMs.p99 / emptyMs.p99, 2),
      ]),
    ),
    `CPU of the engine a request ${round(empty.engineUs)} us, empty, and ${round(full.engineUs)} us; of PostgreSQL ${round(empty.postgresUs)} and ${round(full.postgresUs)} us\n`,
  ].join('');
}
