import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { waitFor } from '../support/wait-for.js';

export const roles = ['engine', 'worker', 'observer'] as const;
export type Role = (typeof roles)[number];

/** Engine, worker and observer as processes of their own, as an operator runs them. */
export class Fleet {
  private readonly processes = new Map<Role, ChildProcess>();
  readonly kills = new Map<Role, number>(roles.map((role) => [role, 0]));

  private constructor(
    private readonly directory: string,
    readonly restUrl: string,
  ) {}

  static async prepare(
    directory: string,
    databaseUrl: string,
    engineLog: { readonly level: string } = { level: 'info' },
  ): Promise<Fleet> {
    const port = await freePort();
    const socket = `unix:${join(directory, 'grpc.sock')}`;
    const providers = [
      { package: 'heat' },
      { package: 'local', settings: { dev: true, stateDirectory: join(directory, 'state') } },
    ];
    mkdirSync(join(directory, 'logs'), { recursive: true });
    const monitoring = { enabled: false };
    const peer = { engines: [socket], node: 'here', providers, monitoring, log: { level: 'debug' } };
    const reconnect = { baseMs: 50, capMs: 500 };
    const configurations: Record<Role, object> = {
      engine: {
        id: 'e2e-engine',
        database: { url: databaseUrl },
        keyFile: join(directory, 'key'),
        grpc: { listen: socket },
        rest: { port, tokenFile: join(directory, 'token') },
        jobs: { backoffBaseMs: 100, maxLosses: 100 },
        orphanGraceMs: 1_000,
        monitoring,
        log: engineLog,
      },
      worker: { ...peer, id: 'e2e-worker', slots: 8, reconnect },
      observer: { ...peer, id: 'e2e-observer', periodMs: 500, reconnect },
    };
    for (const role of roles) {
      writeFileSync(join(directory, `${role}.yaml`), stringify(configurations[role]));
    }
    return new Fleet(directory, `http://127.0.0.1:${String(port)}`);
  }

  get token(): string {
    return readFileSync(join(this.directory, 'token'), 'utf8').trim();
  }

  /** Starts all, and waits until the engine has its worker. */
  async up(): Promise<void> {
    for (const role of roles) this.start(role);
    const isReady = async () =>
      (await fetch(`${this.restUrl}/readyz`).catch(() => undefined))?.status === 200;
    await waitFor(isReady, 'the engine to be ready', 60_000);
  }

  start(role: Role): void {
    const child = spawn(
      process.execPath,
      [
        '--enable-source-maps',
        fileURLToPath(new URL('../../cli/main.js', import.meta.url)),
        role,
        '--config',
        join(this.directory, `${role}.yaml`),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const log = createWriteStream(join(this.directory, 'logs', `${role}.log`), { flags: 'a' });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    this.processes.set(role, child);
  }

  /** SIGKILL: no chance to say or save anything. Another one is started at once. */
  async kill(role: Role): Promise<void> {
    const child = this.processes.get(role);
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    this.kills.set(role, (this.kills.get(role) ?? 0) + 1);
    this.start(role);
  }

  /** In order, and each must end by itself. */
  async stop(): Promise<void> {
    for (const role of [...roles].reverse()) {
      const child = this.processes.get(role);
      if (!child || child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
  }

  logTail(role: Role, lines = 30): string {
    const text = readFileSync(join(this.directory, 'logs', `${role}.log`), 'utf8');
    return text.split('\n').slice(-lines).join('\n');
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
