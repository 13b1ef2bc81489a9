import { writeFileSync } from 'node:fs';
import { chain, fanIn, independent, layers, manyStacks, things, type BenchCase } from './cases.js';
import { measureDrift } from './drift.js';
import { measureHop } from './hop.js';
import { measureLimits } from './limits.js';
import { Bench, type Measured } from './measure.js';
import { BenchProcesses } from './processes.js';
import { reportText, type Report, type Rounds } from './report.js';
import { measureRollback } from './rollback.js';
import { BenchStacks } from './stacks.js';

/**
 * `npm run bench [-- --quick] [-- --json FILE]`: how fast the engine is, beside what the machine can do at best in the same run.
 * Each case runs three times in one engine process: the first is cold, the third is warm.
 */
const ROUNDS = 3;
const CREDITS = 512;

const quick = process.argv.includes('--quick');
const json = process.argv[process.argv.indexOf('--json') + 1];

const cases: BenchCase[] = quick
  ? [independent(100), independent(1_000), chain(100), layers(10, 20, 20), manyStacks(50, 10), things(1_000)]
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
      things(10_000),
      independent(50_000, 'none'),
    ];

const processes = await BenchProcesses.start(CREDITS);
const stacks = new BenchStacks(processes);
const bench = new Bench(stacks);
const limits = await measureLimits(processes.postgres.url);
const hopMs = await measureHop();
const floorMs = 1_000 / limits.commitsPerSecond + 2 * hopMs;

const results: Rounds<{ readonly links: number }, Measured>[] = [];
for (const one of cases) {
  const { cold, warm } = await rounds(one.name, () => bench.run(one));
  cold.forEach((first, i) => {
    const last = warm[i];
    if (last) results.push({ name: one.name, links: one.links, cold: first, warm: last });
  });
}

const planned: Report['planned'][number][] = [];
for (const one of quick ? [independent(1_000)] : [independent(10_000), layers(100, 100, 2)]) {
  planned.push({ name: one.name, plan: await bench.plan(one) });
  said(`a plan of ${one.name}`);
}

const halfCreated = quick ? 200 : 1_000;
const rolledBack = await rounds(`rollback of ${String(halfCreated)} half-created`, () =>
  measureRollback(stacks, halfCreated),
);

const seen = quick ? 1_000 : 10_000;
const drifted = [
  await rounds(`${String(seen)} changed`, () => measureDrift(stacks, seen, 'changed')),
  await rounds(`${String(seen)} gone`, () => measureDrift(stacks, seen, 'gone')),
];

const settledResources = quick ? 1_000 : 10_000;
const empty = await processes.ask('heap');
const remove = await bench.keep(independent(settledResources));
const heapPerResource = ((await processes.ask('heap')) - empty) / settledResources;
await remove();
await processes.stop();

const report: Report = { limits, hopMs, floorMs, results, planned, rolledBack, drifted, heapPerResource };
process.stdout.write(reportText(report));
if (process.argv.includes('--json') && json) writeFileSync(json, JSON.stringify(report, null, 2));

async function rounds<T>(name: string, measure: () => Promise<T>): Promise<Rounds<unknown, T>> {
  const cold = await measure();
  let warm = cold;
  for (let round = 1; round < ROUNDS; round += 1) warm = await measure();
  said(name);
  return { name, cold, warm };
}

function said(what: string): void {
  process.stderr.write(`measured ${what}\n`);
}
