import { chain, fanIn, independent, layers, manyStacks, things, type BenchCase } from './cases.js';
import { measureDrift } from './drift.js';
import { measureHop } from './hop.js';
import { measureLimits } from './limits.js';
import { Bench } from './measure.js';
import { rounds, said, type Figures, type Part } from './part.js';
import { BenchProcesses } from './processes.js';
import {
  casesText,
  driftText,
  heapText,
  plansText,
  rollbackText,
  type MeasuredCase,
  type PlannedCase,
} from './report.js';
import { measureRollback } from './rollback.js';
import { BenchStacks } from './stacks.js';

const QUICK = [independent(100), independent(1_000), chain(100), layers(10, 20, 20), manyStacks(50, 10), things(1_000)]; // prettier-ignore
const FULL = [
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

interface Stage {
  readonly processes: BenchProcesses;
  readonly stacks: BenchStacks;
  readonly bench: Bench;
}

/** What is measured on one and the same engine, which gets warm by it. */
export class OneEngine {
  private stage: Promise<Stage> | undefined;

  readonly parts: readonly Part[] = [
    { name: 'cases', measure: async (quick) => this.cases(await this.staged(), quick ? QUICK : FULL) },
    {
      name: 'plans',
      measure: async (quick) =>
        this.plans(
          await this.staged(),
          quick ? [independent(1_000)] : [independent(10_000), layers(100, 100, 2)],
        ),
    },
    { name: 'rollback', measure: async (quick) => this.rollback(await this.staged(), quick ? 200 : 1_000) },
    { name: 'drift', measure: async (quick) => this.drift(await this.staged(), quick ? 1_000 : 10_000) },
    { name: 'heap', measure: async (quick) => this.heap(await this.staged(), quick ? 1_000 : 10_000) },
  ];

  async stop(): Promise<void> {
    await (await this.stage)?.processes.stop();
  }

  private staged(): Promise<Stage> {
    this.stage ??= BenchProcesses.start().then((processes) => {
      const stacks = new BenchStacks(processes);
      return { processes, stacks, bench: new Bench(stacks) };
    });
    return this.stage;
  }

  private async cases({ processes, bench }: Stage, cases: readonly BenchCase[]): Promise<Figures> {
    const limits = await measureLimits(processes.postgres.url);
    const hopMs = await measureHop();
    const floorMs = 1_000 / limits.commitsPerSecond + 2 * hopMs;
    const results: MeasuredCase[] = [];
    for (const one of cases) {
      const { name, cold, warm } = await rounds(one.name, () => bench.run(one));
      cold.forEach((first, i) => {
        const last = warm[i];
        if (last) results.push({ name, links: one.links, cold: first, warm: last });
      });
    }
    const json = { limits, hopMs, floorMs, results };
    return { json, text: casesText(json) };
  }

  private async plans({ bench }: Stage, cases: readonly BenchCase[]): Promise<Figures> {
    const planned: PlannedCase[] = [];
    for (const one of cases) {
      planned.push({ name: one.name, plan: await bench.plan(one) });
      said(`a plan of ${one.name}`);
    }
    return { json: { planned }, text: plansText(planned) };
  }

  private async rollback({ stacks }: Stage, made: number): Promise<Figures> {
    const name = `rollback of ${String(made)} half-created`;
    const rolledBack = await rounds(name, () => measureRollback(stacks, made));
    return { json: { rolledBack }, text: rollbackText(rolledBack) };
  }

  private async drift({ stacks }: Stage, seen: number): Promise<Figures> {
    const drifted = [
      await rounds(`${String(seen)} changed`, () => measureDrift(stacks, seen, 'changed')),
      await rounds(`${String(seen)} gone`, () => measureDrift(stacks, seen, 'gone')),
    ];
    return { json: { drifted }, text: driftText(drifted) };
  }

  private async heap({ processes, bench }: Stage, settled: number): Promise<Figures> {
    const empty = await processes.ask('heap');
    const remove = await bench.keep(independent(settled));
    const heapPerResource = ((await processes.ask('heap')) - empty) / settled;
    await remove();
    return { json: { heapPerResource }, text: heapText(heapPerResource) };
  }
}
