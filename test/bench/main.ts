import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { chain, fanIn, independent, layers, manyStacks, type BenchCase } from './cases.js';
import { measureHop } from './hop.js';
import { measureLimits } from './limits.js';
import { Bench, type Measured, type MeasuredPlan } from './measure.js';
import { BenchProcesses } from './processes.js';
import { table } from './table.js';

/**
 * `npm run bench [-- --quick] [-- --json FILE]`: how fast the engine is, beside what the machine can do at best in the same run.
 * Each case runs three times in one engine process: the first is cold, the third is warm.
 */
const ROUNDS = 3;
const CREDITS = 512;

const quick = process.argv.includes('--quick');
const json = process.argv[process.argv.indexOf('--json') + 1];

const cases: BenchCase[] = quick
  ? [independent(100), independent(1_000), chain(100), layers(10, 20, 20), manyStacks(50, 10)]
  : [
      independent(100),
      independent(1_000),
      independent(10_000),
      independent(10_000, 'one'),
      fanIn(10_000),
      chain(100),
      chain(1_000),
      layers(20, 50, 2),
      layers(10, 20, 20),
      manyStacks(200, 10),
      independent(50_000, 'none'),
    ];

const processes = await BenchProcesses.start(CREDITS);
const bench = new Bench(processes);
const limits = await measureLimits(processes.postgres.url);
const hopMs = await measureHop();
const floorMs = 1_000 / limits.commitsPerSecond + 2 * hopMs;

const results: {
  readonly name: string;
  readonly bench: BenchCase;
  readonly cold: Measured;
  readonly warm: Measured;
}[] = [];
for (const one of cases) {
  const rounds: Measured[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) rounds.push(await bench.run(one));
  const [first] = rounds;
  const last = rounds.at(-1);
  first?.forEach((cold, i) => {
    const warm = last?.[i];
    if (warm) results.push({ name: one.name, bench: one, cold, warm });
  });
  process.stderr.write(`measured ${one.name}\n`);
}

const planned: { readonly name: string; readonly plan: MeasuredPlan }[] = [];
for (const one of quick ? [independent(1_000)] : [independent(10_000), layers(100, 100, 2)]) {
  planned.push({ name: one.name, plan: await bench.plan(one) });
  process.stderr.write(`measured a plan of ${one.name}\n`);
}

const settledResources = quick ? 1_000 : 10_000;
const empty = await processes.ask('heap');
const remove = await bench.keep(independent(settledResources));
const heapPerResource = ((await processes.ask('heap')) - empty) / settledResources;
await remove();
await processes.stop();

const round = (n: number, digits = 0) => n.toFixed(digits);
process.stdout.write(`\nLimits of this run (${String(cpus().length)} cores, durable commits)\n`);
process.stdout.write(
  table(
    ['limit', 'value'],
    [
      ['durable single-row commits', `${round(limits.commitsPerSecond)} /s`],
      ['batched row writes', `${round(limits.batchedRowsPerSecond)} rows/s`],
      ['one gRPC hop', `${round(hopMs, 3)} ms`],
      ['floor of a chain link: one commit and two hops', `${round(floorMs, 3)} ms`],
    ],
  ),
);
process.stdout.write('\nWarm (third run); in brackets cold (first run of a fresh engine, or of the case)\n');
process.stdout.write(
  table(
    [
      'case',
      'phase',
      'accepted ms',
      'settled ms',
      'resources/s',
      'x limit',
      'commits/res',
      'engine us',
      'worker us',
      'PG us',
      'peak MB',
    ],
    results.map(({ name, bench: { links }, cold, warm }) => [
      name,
      warm.phase,
      round(warm.acceptedMs),
      `${round(warm.settledMs)} (${round(cold.settledMs)})`,
      round(warm.perSecond),
      links > 0
        ? `${round(warm.settledMs / links / floorMs, 2)} of floor`
        : round(warm.perSecond / limits.commitsPerSecond, 1),
      round(warm.commitsPerResource, 4),
      round(warm.engineUs),
      round(warm.workerUs),
      round(warm.postgresUs),
      round(warm.peakMb),
    ]),
  ),
);
process.stdout.write('\nA plan that changes all resources, beside creating them (third plan)\n');
process.stdout.write(
  table(
    ['plan of', '', 'plan ms', 'create ms', 'x create', 'engine us/res', 'longest pause ms'],
    planned.map(({ name, plan: { planMs, createMs, engineUs, pauseMs } }) => [
      name,
      '',
      round(planMs),
      round(createMs),
      round(planMs / createMs, 2),
      round(engineUs),
      round(pauseMs, 1),
    ]),
  ),
);
process.stdout.write(`\nHeap of a settled resource: ${round(heapPerResource)} bytes\n`);
if (process.argv.includes('--json') && json) {
  writeFileSync(
    json,
    JSON.stringify(
      {
        limits,
        hopMs,
        floorMs,
        heapPerResource,
        planned,
        results: results.map(({ name, cold, warm }) => ({ name, cold, warm })),
      },
      null,
      2,
    ),
  );
}
