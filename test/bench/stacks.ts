import { setTimeout as pause } from 'node:timers/promises';
import type { Template } from './cases.js';
import { BenchClient } from './client.js';
import type { BenchProcesses } from './processes.js';

const TENANT = 'bench';
/** What takes longer has gone wrong. */
const LONGEST_MS = 600_000;
/** Requests under way at once, where there are many. */
const CLIENTS = 50;

export interface BenchStack {
  readonly id: string;
  /** In the API. */
  readonly path: string;
  readonly acceptedMs: number;
}

/** The stacks of a bench: asked for as users do, through the API. */
export class BenchStacks {
  readonly client: BenchClient;
  private names = 0;

  constructor(readonly processes: BenchProcesses) {
    this.client = new BenchClient(() => processes.restUrls.map((url) => `${url}/v1/${TENANT}`));
  }

  /** A name that none has had yet. */
  name(): string {
    this.names += 1;
    return `bench-${String(this.names)}`;
  }

  /** Answers once it is accepted. */
  async create(template: Template | undefined, more: object = {}): Promise<BenchStack> {
    const name = this.name();
    const begun = performance.now();
    const body = JSON.stringify({ stack_name: name, template, ...more });
    const { stack } = await this.client.call<{ stack: { id: string } }>('POST', '/stacks', body);
    return { id: stack.id, path: `/stacks/${name}/${stack.id}`, acceptedMs: performance.now() - begun };
  }

  /** Answers once all are accepted. */
  async createAll(templates: readonly Template[]): Promise<BenchStack[]> {
    return inParallel(templates, (template) => this.create(template));
  }

  /** Answers once the new goal of all of them is accepted. */
  async updateAll(stacks: readonly BenchStack[], template: Template): Promise<void> {
    const body = JSON.stringify({ template });
    await inParallel(stacks, ({ path }) => this.client.call('PUT', path, body));
  }

  /** Answers how long it took to be gone, once its new goal was committed. */
  async remove({ path }: BenchStack): Promise<number> {
    await this.client.call('DELETE', path);
    return this.settled();
  }

  /** Answers once all are gone. */
  async removeAll(stacks: readonly BenchStack[]): Promise<void> {
    await inParallel(stacks, ({ path }) => this.client.call('DELETE', path));
    await this.settled();
  }

  /**
   * Waits until every goal is reached; answers the time from the last goal's commit to the last stack's last event, both by
   * clocks of this machine: PostgreSQL's for the one, the engine's for the other.
   */
  async settled(): Promise<number> {
    await this.until(
      `SELECT NOT EXISTS (SELECT FROM stack WHERE revision > seen OR status = 'IN_PROGRESS') AS is`,
    );
    // Only now: while the engine works, its database is asked nothing heavy.
    const ms = await this.number(
      `SELECT max(last.time) - (SELECT extract(epoch FROM max(created_at)) * 1000 FROM revision)
         FROM stack CROSS JOIN LATERAL (SELECT time FROM event WHERE event.stack = stack.id ORDER BY event DESC LIMIT 1) AS last`,
    );
    return Math.max(0.1, ms);
  }

  /** @param question answers `is`, true or false, and is cheap */
  async until(question: string, values: readonly unknown[] = [], everyMs = 20): Promise<void> {
    const deadline = performance.now() + LONGEST_MS;
    for (;;) {
      const { rows } = await this.processes.database.query<{ is: boolean }>(question, [...values]);
      if (rows[0]?.is) return;
      if (performance.now() > deadline) throw new Error(`not within ${String(LONGEST_MS)} ms: ${question}`);
      await pause(everyMs);
    }
  }

  /** @param question answers one row with one number */
  async number(question: string, values: readonly unknown[] = []): Promise<number> {
    const { rows } = await this.processes.database.query<Record<string, string>>(question, [...values]);
    return Number(Object.values(rows[0] ?? {})[0]);
  }
}

async function inParallel<A, B>(all: readonly A[], one: (item: A) => Promise<B>): Promise<B[]> {
  const answers: B[] = [];
  const left = [...all.entries()].reverse();
  const client = async () => {
    for (let next = left.pop(); next; next = left.pop()) answers[next[0]] = await one(next[1]);
  };
  await Promise.all(Array.from({ length: CLIENTS }, client));
  return answers;
}
