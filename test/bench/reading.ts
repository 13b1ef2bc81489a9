import { setTimeout as pause } from 'node:timers/promises';
import { independent } from './cases.js';
import { withFleet } from './fleet.js';
import { inTurns, median, quantile, said, type Part } from './part.js';
import type { BenchStack, BenchStacks } from './stacks.js';
import { round, table } from './table.js';

const ROUTES = ['list', 'show', 'events'] as const;
type Route = (typeof ROUTES)[number];
/** From when a request was due until it was answered, in ms. */
type Latencies = Readonly<Record<Route, readonly number[]>>;

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
/** Of the stack that converges all the while. */
const CONVERGING = 1_000;
/** It is updated as often: no machine can do more than it can. */
const EVERY_MS = 1_000;
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
        return { size: { stacks, events }, reads: readsOf(pairs) };
      }),
    );
    said('reading');
    return { json: { reading: measured }, text: readingText(measured.size, measured.reads) };
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
  for (const { path } of stacks)
    await fleet.client.call('PUT', path, JSON.stringify({ template: small('two') }));
  const converging = await fleet.create(independent(CONVERGING).stacks[0]?.('0'));
  await fleet.settled();
  await fleet.processes.database.query('VACUUM ANALYZE');
  return { fleet, stacks, converging, updates: 0 };
}

/** Asks in turns for a page of stacks, a stack and a page of events, each of another stack, while one stack is updated again and again. */
async function readFrom(stage: Stage, seconds: number): Promise<Latencies> {
  const latencies: Record<Route, number[]> = { list: [], show: [], events: [] };
  const controller = new AbortController();
  const converges = converge(stage, controller.signal);
  const begun = performance.now();
  const asked: Promise<void>[] = [];
  for (let i = 0; i < PER_SECOND * seconds; i += 1) {
    // By the clock, however long the answers take: who waits for one answer does not see how long the next would have taken.
    const dueMs = begun + (i * 1_000) / PER_SECOND;
    if (dueMs > performance.now()) await pause(dueMs - performance.now());
    const route = ROUTES[i % ROUTES.length] ?? 'list';
    asked.push(
      stage.fleet.client.call('GET', pathOf(stage, route, i)).then(() => {
        latencies[route].push(performance.now() - dueMs);
      }),
    );
  }
  await Promise.all(asked);
  controller.abort();
  await converges;
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

async function converge(stage: Stage, signal: AbortSignal): Promise<void> {
  const { fleet, converging } = stage;
  const [template] = independent(CONVERGING).stacks;
  while (!signal.aborted) {
    stage.updates += 1;
    const body = JSON.stringify({ template: template?.(String(stage.updates)) });
    await fleet.client.call('PUT', converging.path, body);
    await Promise.all([fleet.settled(), pause(EVERY_MS)]);
  }
}

function readsOf(pairs: readonly (readonly [Latencies, Latencies])[]): Read[] {
  const spread = (latencies: readonly number[]) => ({
    median: median(latencies),
    p99: quantile(latencies, 0.99),
  });
  return ROUTES.map((route) => ({
    route,
    emptyMs: spread(pairs.flatMap(([empty]) => empty[route])),
    fullMs: spread(pairs.flatMap(([, full]) => full[route])),
  }));
}

function readingText({ stacks, events }: Size, reads: readonly Read[]): string {
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
  ].join('');
}
