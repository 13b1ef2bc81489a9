import { cpus } from 'node:os';
import { manyStacks, type Template } from './cases.js';
import { idleSeconds } from './cpu.js';
import { withFleet } from './fleet.js';
import { inTurns, median, medians, said, type Part } from './part.js';
import type { BenchStacks } from './stacks.js';
import { round, table } from './table.js';
import { costOf } from './usage.js';

/** One round of creating all stacks. */
interface Created {
  /** From the first request until all are settled. */
  readonly perSecond: number;
  /** Of the machine's cores those that the engines, workers and PostgreSQL used, and those that nobody did. */
  readonly usedCores: number;
  readonly idleCores: number;
  readonly engineUs: number;
  readonly commitsPerResource: number;
}

interface MeasuredEngines {
  readonly name: string;
  readonly one: Created;
  readonly two: Created;
  /** Throughput of two engines by that of one, of the rounds in pairs. */
  readonly ratio: number;
}

const WORKERS = 2;
const EVEN = `SELECT count(*) FILTER (WHERE engine = 'engine-1') = count(*) FILTER (WHERE engine = 'engine-2') AND count(engine) > 0 AS is FROM shard`;

/** Many small stacks on two engines, beside one engine, each fleet with a PostgreSQL of its own and as many workers. */
export const engines: Part = {
  name: 'engines',
  measure: async (quick) => {
    const measured = await measureEngines(quick ? 50 : 400, 10, quick ? 1 : 4);
    return { json: { engines: measured }, text: enginesText(measured) };
  },
};

async function measureEngines(stacks: number, size: number, count: number): Promise<MeasuredEngines> {
  const pairs = await withFleet({ workers: WORKERS }, (one) =>
    withFleet({ engines: 2, workers: WORKERS }, async (two) => {
      await two.until(EVEN);
      return inTurns(
        count,
        () => create(one, stacks, size),
        () => create(two, stacks, size),
      );
    }),
  );
  const name = `stacks ${String(stacks)}x${String(size)}`;
  said(`two engines against one: ${name}`);
  return {
    name,
    one: medians(pairs.map(([one]) => one)),
    two: medians(pairs.map(([, two]) => two)),
    ratio: median(pairs.map(([one, two]) => two.perSecond / one.perSecond)),
  };
}

async function create(stacks: BenchStacks, count: number, size: number): Promise<Created> {
  const resources = count * size;
  const { acceptedMs, settledMs, cores, made, ...cost } = await costOf(
    stacks.processes,
    resources,
    async () => {
      const idle = idleSeconds();
      const begun = performance.now();
      const made = await stacks.createAll(templates(count, size));
      const acceptedMs = performance.now() - begun;
      const settledMs = await stacks.settled();
      const seconds = (performance.now() - begun) / 1_000;
      return { made, acceptedMs, settledMs, cores: { seconds, idle: (idleSeconds() - idle) / seconds } };
    },
  );
  await stacks.removeAll(made);
  const usedUs = cost.engineUs + cost.workerUs + cost.postgresUs;
  return {
    perSecond: resources / ((acceptedMs + settledMs) / 1_000),
    usedCores: (usedUs * resources) / 1e6 / cores.seconds,
    idleCores: cores.idle,
    engineUs: cost.engineUs,
    commitsPerResource: cost.commitsPerResource,
  };
}

function templates(count: number, size: number): Template[] {
  return manyStacks(count, size).stacks.map((template) => template('one'));
}

function enginesText({ name, one, two, ratio }: MeasuredEngines): string {
  const row = (engines: string, created: Created, x: string) => [
    name,
    engines,
    round(created.perSecond),
    x,
    round(created.usedCores, 2),
    round(created.idleCores, 2),
    round(created.engineUs),
    round(created.commitsPerResource, 4),
  ];
  return [
    `\nTwo engines beside one, two workers each, from the first request until all are settled (medians of rounds in turns; of ${String(cpus().length)} cores)\n`,
    table(
      ['case', 'engines', 'resources/s', 'x one', 'cores used', 'cores idle', 'engine us', 'commits/res'],
      [row('1', one, ''), row('2', two, round(ratio, 2))],
    ),
  ].join('');
}
