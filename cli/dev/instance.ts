import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { loadConfig } from '../../lib/config.js';
import { IsothermError } from '../../lib/errors.js';
import type { Service } from '../../lib/lifecycle.js';
import type { Logger } from '../../lib/log.js';
import { reasonOf } from '../../lib/reason-of.js';
import { startTracing } from '../../lib/tracing/start-tracing.js';
import type { Tracer } from '../../lib/tracing/tracer.js';
import type { UseCases } from '../../services/engine/app/use-cases/use-cases.js';
import { engineConfig, engineIdOf } from '../../services/engine/config.js';
import { engineService, type EngineService } from '../../services/engine/main.js';
import { observerConfig } from '../../services/observer/config.js';
import { startObserver } from '../../services/observer/main.js';
import { workerConfig } from '../../services/worker/config.js';
import { startWorker } from '../../services/worker/main.js';
import { becomeOwner, endOwnership, findOwner } from './owner.js';
import { makeSocketDirectory, type DevPlaces } from './places.js';

export interface DevOptions {
  readonly places: DevPlaces;
  /** 0: a free one. */
  readonly port: number;
  readonly noAuth: boolean;
  /** Users of a file log in, also with OpenStack's clients. */
  readonly login?: boolean;
  /** The log of one of the services in it. */
  readonly logOf: (service: 'engine' | 'worker' | 'observer') => Logger;
}

/** Engine, worker and observer in this process, on an embedded PostgreSQL in the data directory. */
export class DevInstance implements Service {
  readonly name = 'dev';
  private parts: Service[] = [];
  private engine: EngineService | undefined;

  constructor(private readonly options: DevOptions) {}

  /** Address of the API; after `start`. */
  get url(): string {
    return this.engine?.restUrl ?? '';
  }

  /** After `start`. */
  get useCases(): UseCases {
    if (!this.engine) throw new Error('the instance was not started');
    return this.engine.useCases;
  }

  /** @throws IsothermError `cli.usage` when another process runs the instance of the data directory. */
  async start(): Promise<void> {
    const { places, logOf } = this.options;
    if (!takePlaces(places)) {
      throw new IsothermError(
        'cli.usage',
        `An instance runs on ${places.directory} already (pid ${String(findOwner(places.owner))}): stop it with "isotherm dev stop", or choose another --data.`,
      );
    }
    try {
      const config = this.engineConfig();
      const instance = engineIdOf(config);
      const tracing = await startTracing({ service: 'isotherm', instance, log: logOf('engine') });
      this.parts.push(tracing);
      const { tracer } = tracing;
      this.engine = engineService(config, logOf('engine'), tracer);
      await this.engine.start();
      this.parts.push(this.engine);
      for (const start of [() => this.startWorker(tracer), () => this.startObserver()]) {
        const part = await start();
        await part.start();
        this.parts.push(part);
      }
      await this.ready();
    } catch (error) {
      await this.stop();
      throw error;
    }
    this.announce();
  }

  /** Worker and observer are in this process: their hellos come in a moment. */
  private async ready(): Promise<void> {
    while (this.engine?.waitsFor() !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  async stop(): Promise<void> {
    for (const part of this.parts.toReversed()) await part.stop();
    this.parts = [];
    rmSync(this.options.places.api, { force: true });
    endOwnership(this.options.places.owner);
  }

  /** Lets the command line find the API by itself. */
  private announce(): void {
    const { places, noAuth } = this.options;
    const api = { url: this.url, pid: process.pid, ...(!noAuth && { tokenFile: places.token }) };
    writeFileSync(places.api, `${JSON.stringify(api)}\n`, { mode: 0o600 });
  }

  private engineConfig() {
    const { places, port, noAuth, login = false } = this.options;
    return loadConfig(engineConfig, {
      env: process.env['DATABASE_URL'] ? { DATABASE_URL: process.env['DATABASE_URL'] } : {},
      overrides: {
        id: `dev-${hostname()}`,
        'database.directory': places.postgres,
        keyFile: places.key,
        'grpc.listen': `unix:${places.grpcSocket}`,
        'rest.port': port,
        'rest.tokenFile': places.token,
        'rest.noAuth': noAuth,
        'identity.kind': login ? 'embedded' : 'token',
        'identity.userFile': places.users,
        // What may have been left half-made here is found in seconds: there is one worker, on this machine.
        orphanGraceMs: 2_000,
        'jobs.backoffBaseMs': 500,
        'drift.repairRetryMs': 30_000,
        'monitoring.enabled': false,
      },
    });
  }

  private startWorker(tracer: Tracer | undefined): Promise<Service> {
    const config = loadConfig(workerConfig, {
      env: {},
      overrides: { ...this.peer('worker'), providers: this.providers() },
    });
    return startWorker(config, { log: this.options.logOf('worker'), tracer });
  }

  private startObserver(): Promise<Service> {
    const [heat, local] = this.providers();
    const config = loadConfig(observerConfig, {
      env: {},
      overrides: { ...this.peer('observer'), providers: [heat, { ...local, periodMs: LOCAL_PERIOD_MS }] },
    });
    return startObserver(config, { log: this.options.logOf('observer') });
  }

  private peer(role: 'worker' | 'observer') {
    return {
      engines: [`unix:${this.options.places.grpcSocket}`],
      // The same after a restart: jobs that were under way need not wait for a lease.
      id: `dev-${role}`,
      'monitoring.enabled': false,
    };
  }

  private providers() {
    return [
      { package: 'heat' },
      { package: 'local', settings: { dev: true, stateDirectory: this.options.places.local } },
    ] as const;
  }
}

/**
 * Makes the directories and becomes the owner. False: another process is.
 * @throws IsothermError `cli.usage` when the directories cannot be used.
 */
function takePlaces(places: DevPlaces): boolean {
  try {
    mkdirSync(places.directory, { recursive: true, mode: 0o700 });
    makeSocketDirectory(places);
    return becomeOwner(places.owner);
  } catch (cause) {
    const reason = reasonOf(cause);
    throw new IsothermError(
      'cli.usage',
      `The data directory ${places.directory} cannot be used: ${reason}. Choose another --data.`,
      { cause },
    );
  }
}

/** Things of this machine are cheap to look at, and a killed process should be back soon. */
const LOCAL_PERIOD_MS = 2_000;
