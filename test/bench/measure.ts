import type { BenchCase } from './cases.js';
import { BenchClient } from './client.js';
import { cpuSeconds, cpuSecondsOfTree, memoryMb } from './cpu.js';
import type { BenchProcesses } from './processes.js';

/** One phase (create, update or delete) of one case. Times in ms, CPU in µs a resource. */
export interface Measured {
  readonly phase: 'create' | 'update' | 'delete';
  /** Requests sent until all are answered: parse, validate, store. */
  readonly acceptedMs: number;
  /** Last goal committed until all are settled. */
  readonly settledMs: number;
  readonly perSecond: number;
  readonly commitsPerResource: number;
  readonly engineUs: number;
  readonly workerUs: number;
  readonly postgresUs: number;
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

const TENANT = 'bench';
const PLANS = 3;

export class Bench {
  private readonly client: BenchClient;
  private names = 0;

  constructor(private readonly processes: BenchProcesses) {
    this.client = new BenchClient(`${processes.restUrl}/v1/${TENANT}`, '');
  }

  /** Creates, updates and deletes all stacks of the case, and measures each. */
  async run(bench: BenchCase): Promise<Measured[]> {
    this.names += 1;
    const names = bench.stacks.map((_, i) => `bench-${String(this.names)}-${String(i)}`);
    const bodies = (value: string) =>
      bench.stacks.map((template, i) =>
        JSON.stringify({ stack_name: names[i], template: template(value), timeout_mins: 60 }),
      );
    const ids = new Map<string, string>();
    const measured: Measured[] = [];
    measured.push(
      await this.phase('create', bench, bodies('one'), async (body, i) => {
        const { stack } = await this.client.call<{ stack: { id: string } }>('POST', '/stacks', body);
        ids.set(names[i] ?? '', stack.id);
      }),
    );
    const path = (i: number) => `/stacks/${names[i] ?? ''}/${ids.get(names[i] ?? '') ?? ''}`;
    if (bench.updates !== 'none') {
      measured.push(
        await this.phase('update', bench, bodies('two'), async (body, i) => {
          await this.client.call('PUT', path(i), body);
        }),
      );
    }
    measured.push(
      await this.phase('delete', bench, bodies(''), (_, i) => this.client.call('DELETE', path(i))),
    );
    return measured;
  }

  /** Creates the stacks of a case and leaves them. */
  async keep(bench: BenchCase): Promise<() => Promise<void>> {
    this.names += 1;
    const name = `bench-${String(this.names)}`;
    const [template] = bench.stacks;
    const body = JSON.stringify({ stack_name: name, template: template?.('one') });
    const { stack } = await this.client.call<{ stack: { id: string } }>('POST', '/stacks', body);
    await this.settled();
    return async () => {
      await this.client.call('DELETE', `/stacks/${name}/${stack.id}`);
      await this.settled();
    };
  }

  /** Creates the stack of a case, plans an update of all of it some times, of which the last one counts, and deletes it. */
  async plan(bench: BenchCase): Promise<MeasuredPlan> {
    this.names += 1;
    const name = `bench-${String(this.names)}`;
    const body = (value: string) => JSON.stringify({ stack_name: name, template: bench.stacks[0]?.(value) });
    const begun = performance.now();
    const { stack } = await this.client.call<{ stack: { id: string } }>('POST', '/stacks', body('one'));
    const acceptedMs = performance.now() - begun;
    const createMs = acceptedMs + (await this.settled());
    const path = `/stacks/${name}/${stack.id}`;
    let planned = { planMs: 0, engineUs: 0, pauseMs: 0 };
    for (let i = 0; i < PLANS; i += 1) planned = await this.planOnce(`${path}/plan`, body('two'), bench);
    await this.client.call('DELETE', path);
    await this.settled();
    return { ...planned, createMs };
  }

  private async planOnce(path: string, body: string, { resources, name }: BenchCase) {
    await this.processes.ask('pause');
    const cpu = await this.processes.ask('thread');
    const begun = performance.now();
    const { plan } = await this.client.call<{ plan: { resources: { action: string }[] } }>('PUT', path, body);
    const planMs = performance.now() - begun;
    const engineUs = (((await this.processes.ask('thread')) - cpu) * 1e6) / resources;
    const updates = plan.resources.filter(({ action }) => action === 'update').length;
    if (updates !== resources) throw new Error(`${name}: ${String(updates)} updates are planned`);
    return { planMs, engineUs, pauseMs: await this.processes.ask('pause') };
  }

  private async phase(
    phase: Measured['phase'],
    bench: BenchCase,
    bodies: readonly string[],
    send: (body: string, i: number) => Promise<unknown>,
  ): Promise<Measured> {
    const { processes } = this;
    await processes.database.query('CHECKPOINT');
    const before = await this.usage();
    const begun = performance.now();
    await Promise.all(bodies.map(send));
    const acceptedMs = performance.now() - begun;
    const settledMs = await this.settled();
    const after = await this.usage();
    const perResource = (seconds: number) => (seconds * 1e6) / bench.resources;
    return {
      phase,
      acceptedMs,
      settledMs,
      perSecond: bench.resources / (settledMs / 1_000),
      commitsPerResource: (after.commits - before.commits) / bench.resources,
      engineUs: perResource(after.engine - before.engine),
      workerUs: perResource(after.worker - before.worker),
      postgresUs: perResource(after.postgres - before.postgres),
      peakMb: memoryMb(processes.engine.pid ?? 0).peak,
    };
  }

  /**
   * Waits until every goal is reached; answers the time from the last goal's commit to the last stack's last event, both by
   * clocks of this machine: PostgreSQL's for the one, the engine's for the other.
   */
  private async settled(): Promise<number> {
    const { database } = this.processes;
    const open = `SELECT count(*) AS n FROM stack WHERE revision > seen OR status = 'IN_PROGRESS'`;
    for (;;) {
      const { rows } = await database.query<{ n: string }>(open);
      if (rows[0]?.n === '0') break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // Only now: while the engine works, its database is asked nothing heavy.
    const { rows } = await database.query<{ ms: number }>(
      `SELECT max(last.time) - (SELECT extract(epoch FROM max(created_at)) * 1000 FROM revision) AS ms
         FROM stack CROSS JOIN LATERAL (SELECT time FROM event WHERE event.stack = stack.id ORDER BY event DESC LIMIT 1) AS last`,
    );
    return Math.max(0.1, Number(rows[0]?.ms));
  }

  private async usage() {
    const { processes } = this;
    return {
      engine: await processes.ask('thread'),
      worker: cpuSeconds(processes.worker.pid ?? 0),
      postgres: cpuSecondsOfTree(processes.postgres.pid),
      commits: await processes.ask('commits'),
    };
  }
}
