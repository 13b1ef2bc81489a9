import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../lib/embedded-postgres/index.js';
import type { EngineQuestion } from './engine-process.js';

/** A PostgreSQL with durable commits, an engine and a worker, each a process of its own. */
export class BenchProcesses {
  private constructor(
    private readonly directory: string,
    readonly postgres: EmbeddedPostgres,
    readonly engine: ChildProcess,
    readonly worker: ChildProcess,
    readonly restUrl: string,
    readonly database: pg.Client,
  ) {}

  static async start(credits: number): Promise<BenchProcesses> {
    const directory = mkdtempSync(join(tmpdir(), 'isotherm-bench-'));
    // As root PostgreSQL runs as another user, who must get through.
    chmodSync(directory, 0o711);
    const postgres = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres') });
    const engine = fork(new URL('./engine-process.js', import.meta.url), {
      execArgv: ['--expose-gc'],
      env: {
        ...process.env,
        BENCH_ENGINE: JSON.stringify({
          'database.url': postgres.url,
          keyFile: join(directory, 'key'),
          'grpc.listen': `unix:${join(directory, 'grpc.sock')}`,
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
    const [{ restUrl }] = (await once(engine, 'message')) as [{ restUrl: string }];
    const worker = fork(new URL('./worker-process.js', import.meta.url), {
      env: {
        ...process.env,
        BENCH_WORKER: JSON.stringify({
          engines: [`unix:${join(directory, 'grpc.sock')}`],
          slots: credits,
          providers: [{ package: 'heat' }],
          'monitoring.enabled': false,
        }),
      },
    });
    await once(worker, 'message');
    const database = new pg.Client(postgres.url);
    await database.connect();
    return new BenchProcesses(directory, postgres, engine, worker, restUrl, database);
  }

  async ask(question: Exclude<EngineQuestion, 'stop'>): Promise<number> {
    const answer = once(this.engine, 'message');
    this.engine.send(question);
    return ((await answer) as [number])[0];
  }

  async stop(): Promise<void> {
    await this.database.end();
    for (const child of [this.worker, this.engine]) {
      const ended = once(child, 'exit');
      child.send('stop');
      await ended;
    }
    await this.postgres.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
