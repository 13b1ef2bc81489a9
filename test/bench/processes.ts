import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../lib/embedded-postgres/index.js';
import type { EngineQuestion } from './engine-process.js';
import type { Sight } from './observer-process.js';

const provider = fileURLToPath(new URL('./provider.js', import.meta.url));

/** A PostgreSQL with durable commits, an engine, a worker and an observer, each a process of its own. */
export class BenchProcesses {
  private constructor(
    private readonly directory: string,
    readonly postgres: EmbeddedPostgres,
    readonly engine: ChildProcess,
    readonly worker: ChildProcess,
    private readonly observer: ChildProcess,
    readonly restUrl: string,
    readonly database: pg.Client,
  ) {}

  static async start(credits: number): Promise<BenchProcesses> {
    const directory = mkdtempSync(join(tmpdir(), 'isotherm-bench-'));
    // As root PostgreSQL runs as another user, who must get through.
    chmodSync(directory, 0o711);
    const address = `unix:${join(directory, 'grpc.sock')}`;
    const postgres = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres') });
    const engine = fork(new URL('./engine-process.js', import.meta.url), {
      execArgv: ['--expose-gc'],
      env: {
        ...process.env,
        BENCH_ENGINE: JSON.stringify({
          'database.url': postgres.url,
          keyFile: join(directory, 'key'),
          'grpc.listen': address,
          'rest.port': 0,
          'rest.noAuth': true,
          'rest.tokenFile': join(directory, 'token'),
          'limits.resources': 200_000,
          'limits.requestBytes': 64 * 2 ** 20,
          'limits.textBytes': 64 * 2 ** 20,
          'limits.nodes': 10_000_000,
          'monitoring.enabled': false,
        }),
      },
    });
    const { restUrl } = (await firstMessage(engine)) as { restUrl: string };
    const worker = fork(new URL('./worker-process.js', import.meta.url), {
      env: {
        ...process.env,
        BENCH_WORKER: JSON.stringify({
          engines: [address],
          slots: credits,
          node: 'bench',
          providers: [{ package: 'heat' }, { package: provider }],
          'monitoring.enabled': false,
        }),
      },
    });
    await firstMessage(worker);
    const observer = fork(new URL('./observer-process.js', import.meta.url), {
      env: { ...process.env, BENCH_OBSERVER: JSON.stringify({ address, provider }) },
    });
    await firstMessage(observer);
    const database = new pg.Client(postgres.url);
    await database.connect();
    return new BenchProcesses(directory, postgres, engine, worker, observer, restUrl, database);
  }

  async ask(question: Exclude<EngineQuestion, 'stop'>): Promise<number> {
    const answer = once(this.engine, 'message');
    this.engine.send(question);
    return ((await answer) as [number])[0];
  }

  /** Lets the observer see it of all things; answers when it began to report it, in ms since the epoch. */
  async happen(sight: Sight): Promise<number> {
    const begun = once(this.observer, 'message');
    this.observer.send(sight);
    return ((await begun) as [number])[0];
  }

  async stop(): Promise<void> {
    await this.database.end();
    for (const child of [this.observer, this.worker, this.engine]) {
      const ended = once(child, 'exit');
      child.send('stop');
      await ended;
    }
    await this.postgres.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** Says that it has started; it may end instead. */
async function firstMessage(child: ChildProcess): Promise<unknown> {
  const controller = new AbortController();
  const ended = once(child, 'exit', controller).then(() => {
    throw new Error(`${String(child.spawnargs[1])} could not start`);
  });
  const message = once(child, 'message', controller).then(([first]) => first as unknown);
  return Promise.race([message, ended]).finally(() => {
    ended.catch(() => undefined);
    message.catch(() => undefined);
    controller.abort();
  });
}
