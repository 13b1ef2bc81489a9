import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../lib/embedded-postgres/index.js';
import { BenchChild } from './child.js';
import type { EngineQuestion } from './engine-process.js';
import type { Sight } from './scripted-observer-process.js';

const provider = fileURLToPath(new URL('./provider.js', import.meta.url));
/** Serves metrics, on a free port. */
const STATUS = { 'monitoring.enabled': true, 'monitoring.port': 0 };
const RECONNECT = { baseMs: 50, capMs: 500 };

export interface BenchSetup {
  /** Default: one of each. */
  readonly engines?: number;
  readonly workers?: number;
  /** Beside those of every bench, by their dotted names. */
  readonly engineSettings?: Readonly<Record<string, unknown>>;
  /** A real observer with these settings. Default: a scripted one, which sees what `happen` says. */
  readonly observer?: Readonly<Record<string, unknown>>;
}

/** Jobs that a worker runs at once. */
const SLOTS = 512;

/** A PostgreSQL with durable commits, engines, workers and an observer, each a process of its own. */
export class BenchProcesses {
  private readonly running = new Map<string, BenchChild>();
  readonly workers: BenchChild[] = [];
  private observers: BenchChild[] = [];

  private constructor(
    private readonly setup: BenchSetup,
    readonly directory: string,
    readonly postgres: EmbeddedPostgres,
    readonly database: pg.Client,
  ) {}

  static async start(setup: BenchSetup = {}): Promise<BenchProcesses> {
    const directory = mkdtempSync(join(tmpdir(), 'isotherm-bench-'));
    // As root PostgreSQL runs as another user, who must get through.
    chmodSync(directory, 0o711);
    const postgres = await startEmbeddedPostgres({ dataDirectory: join(directory, 'postgres') });
    const database = new pg.Client(postgres.url);
    await database.connect();
    const processes = new BenchProcesses(setup, directory, postgres, database);
    try {
      for (const name of processes.names) await processes.startEngine(name);
      for (let i = 0; i < (setup.workers ?? 1); i += 1) await processes.startWorker(i);
      await processes.startObserver();
    } catch (error) {
      await processes.stop();
      throw error;
    }
    return processes;
  }

  /** Of all engines, running or not. */
  get names(): readonly string[] {
    return Array.from({ length: this.setup.engines ?? 1 }, (_, i) => `engine-${String(i + 1)}`);
  }

  /** Those that run. */
  get engines(): readonly BenchChild[] {
    return [...this.running.values()];
  }

  /** The first of those that run. */
  get engine(): BenchChild {
    const [first] = this.engines;
    if (!first) throw new Error('no engine runs');
    return first;
  }

  get observer(): BenchChild | undefined {
    return this.observers[0];
  }

  /** Of those that run. */
  get restUrls(): readonly string[] {
    return this.engines.map(({ hello }) => (hello as { restUrl: string }).restUrl);
  }

  async startEngine(name: string): Promise<void> {
    const settings = {
      id: name,
      'database.url': this.postgres.url,
      keyFile: join(this.directory, 'key'),
      'grpc.listen': this.addressOf(name),
      'rest.port': 0,
      'rest.noAuth': true,
      'rest.tokenFile': join(this.directory, 'token'),
      'limits.resources': 200_000,
      'limits.requestBytes': 64 * 2 ** 20,
      'limits.textBytes': 64 * 2 ** 20,
      'limits.nodes': 10_000_000,
      'monitoring.enabled': false,
      ...this.setup.engineSettings,
    };
    this.running.set(name, await BenchChild.start('engine-process', settings, ['--expose-gc']));
  }

  /** `stop` hands over what it has. Resolves once it has ended. */
  async endEngine(name: string, how: 'stop' | 'kill'): Promise<void> {
    const engine = this.running.get(name);
    this.running.delete(name);
    await engine?.[how]();
  }

  private async startWorker(i: number): Promise<void> {
    const settings = { ...this.peer(`worker-${String(i)}`), slots: SLOTS };
    this.workers.push(await BenchChild.start('worker-process', settings));
  }

  private async startObserver(): Promise<void> {
    const { observer } = this.setup;
    const [address] = this.names.map((name) => this.addressOf(name));
    const started = observer
      ? BenchChild.start('observer-process', { ...this.peer('observer'), ...STATUS, ...observer })
      : BenchChild.start('scripted-observer-process', { address, provider });
    this.observers = [await started];
  }

  private peer(id: string): Record<string, unknown> {
    return {
      id,
      engines: this.names.map((name) => this.addressOf(name)),
      node: 'bench',
      providers: [
        { package: 'heat' },
        { package: provider },
        { package: 'local', settings: { dev: true, stateDirectory: join(this.directory, 'state') } },
      ],
      'reconnect.baseMs': RECONNECT.baseMs,
      'reconnect.capMs': RECONNECT.capMs,
      'monitoring.enabled': false,
    };
  }

  private addressOf(name: string): string {
    return `unix:${join(this.directory, `${name}.sock`)}`;
  }

  ask(question: EngineQuestion): Promise<number> {
    return this.engine.ask(question);
  }

  /** Lets the scripted observer see it of all things; answers when it began to report it, in ms since the epoch. */
  async happen(sight: Sight): Promise<number> {
    const [observer] = this.observers;
    if (!observer) throw new Error('there is no observer');
    return observer.ask(sight);
  }

  async stop(): Promise<void> {
    await this.database.end();
    for (const child of [...this.observers, ...this.workers, ...this.engines]) await child.stop();
    await this.postgres.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
