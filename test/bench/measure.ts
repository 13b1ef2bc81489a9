import type { BenchCase } from './cases.js';
import { memoryMb } from './cpu.js';
import type { BenchStacks } from './stacks.js';
import { costOf, type Cost } from './usage.js';

/** One phase (create, update or delete) of one case. Times in ms. */
export interface Measured extends Cost {
  readonly phase: 'create' | 'update' | 'delete';
  /** Requests sent until all are answered: parse, validate, store. */
  readonly acceptedMs: number;
  /** Last goal committed until all are settled. */
  readonly settledMs: number;
  readonly perSecond: number;
  readonly peakMb: number;
}

/** How long it takes to plan an update of all resources, beside creating them. */
export interface MeasuredPlan {
  readonly planMs: number;
  /** Accepted and settled. */
  readonly createMs: number;
  /** CPU a resource. */
  readonly engineUs: number;
  /** The longest time that the engine's thread was held meanwhile. */
  readonly pauseMs: number;
}

const PLANS = 3;

export class Bench {
  constructor(private readonly stacks: BenchStacks) {}

  /** Creates, updates and deletes all stacks of the case, and measures each. */
  async run(bench: BenchCase): Promise<Measured[]> {
    const { client } = this.stacks;
    const names = bench.stacks.map(() => this.stacks.name());
    const bodies = (value: string) =>
      bench.stacks.map((template, i) =>
        JSON.stringify({ stack_name: names[i], template: template(value), timeout_mins: 60 }),
      );
    const ids = new Map<string, string>();
    const measured: Measured[] = [];
    measured.push(
      await this.phase('create', bench, bodies('one'), async (body, i) => {
        const { stack } = await client.call<{ stack: { id: string } }>('POST', '/stacks', body);
        ids.set(names[i] ?? '', stack.id);
      }),
    );
    const path = (i: number) => `/stacks/${names[i] ?? ''}/${ids.get(names[i] ?? '') ?? ''}`;
    if (bench.updates !== 'none') {
      measured.push(
        await this.phase('update', bench, bodies('two'), (body, i) => client.call('PUT', path(i), body)),
      );
    }
    measured.push(await this.phase('delete', bench, bodies(''), (_, i) => client.call('DELETE', path(i))));
    return measured;
  }

  /** Creates the first stack of a case and leaves it; the answer removes it. */
  async keep(bench: BenchCase): Promise<() => Promise<unknown>> {
    const stack = await this.stacks.create(bench.stacks[0]?.('one'));
    await this.stacks.settled();
    return () => this.stacks.remove(stack);
  }

  /** Creates the stack of a case, plans an update of all of it some times, of which the last one counts, and deletes it. */
  async plan(bench: BenchCase): Promise<MeasuredPlan> {
    const stack = await this.stacks.create(bench.stacks[0]?.('one'));
    const createMs = stack.acceptedMs + (await this.stacks.settled());
    const body = JSON.stringify({ template: bench.stacks[0]?.('two') });
    let planned = { planMs: 0, engineUs: 0, pauseMs: 0 };
    for (let i = 0; i < PLANS; i += 1) planned = await this.planOnce(`${stack.path}/plan`, body, bench);
    await this.stacks.remove(stack);
    return { ...planned, createMs };
  }

  private async planOnce(path: string, body: string, { resources, name }: BenchCase) {
    const { processes, client } = this.stacks;
    await processes.ask('pause');
    const cpu = await processes.ask('thread');
    const begun = performance.now();
    const { plan } = await client.call<{ plan: { resources: { action: string }[] } }>('PUT', path, body);
    const planMs = performance.now() - begun;
    const engineUs = (((await processes.ask('thread')) - cpu) * 1e6) / resources;
    const updates = plan.resources.filter(({ action }) => action === 'update').length;
    if (updates !== resources) throw new Error(`${name}: ${String(updates)} updates are planned`);
    return { planMs, engineUs, pauseMs: await processes.ask('pause') };
  }

  private async phase(
    phase: Measured['phase'],
    bench: BenchCase,
    bodies: readonly string[],
    send: (body: string, i: number) => Promise<unknown>,
  ): Promise<Measured> {
    const { processes } = this.stacks;
    const measured = await costOf(processes, bench.resources, async () => {
      const begun = performance.now();
      await Promise.all(bodies.map(send));
      const acceptedMs = performance.now() - begun;
      return { acceptedMs, settledMs: await this.stacks.settled() };
    });
    return {
      ...measured,
      phase,
      perSecond: bench.resources / (measured.settledMs / 1_000),
      peakMb: memoryMb(processes.engine.pid).peak,
    };
  }
}
