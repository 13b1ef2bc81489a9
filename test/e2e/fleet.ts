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

/** One process of a fleet. */
export interface Member {
  readonly name: string;
  readonly role: Role;
  /** Where its things are; engines have none. */
  readonly node?: string;
  /** Beside those that all of its role have. */
  readonly settings?: object;
}

/** One of each. */
const TRIO: readonly Member[] = roles.map((role) => ({ name: role, role }));

export interface FleetOptions {
  readonly members?: readonly Member[];
  readonly engineLog?: { readonly level: string };
  /** Of the environment of all of them. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Engines, workers and observers as processes of their own, as an operator runs them. */
export class Fleet {
  private readonly processes = new Map<string, ChildProcess>();
  readonly kills = new Map<string, number>();

  private constructor(
    private readonly directory: string,
    readonly members: readonly Member[],
    private readonly ports: ReadonlyMap<string, number>,
    private readonly environment: NodeJS.ProcessEnv | undefined,
  ) {}

  static async prepare(directory: string, databaseUrl: string, options: FleetOptions = {}): Promise<Fleet> {
    const { members = TRIO, engineLog = { level: 'info' } } = options;
    mkdirSync(join(directory, 'logs'), { recursive: true });
    const ports = new Map<string, number>();
    const engines = members.filter(({ role }) => role === 'engine');
    for (const { name } of engines) ports.set(name, await freePort());
    const socketOf = ({ name }: Member) => `unix:${join(directory, `${name}.sock`)}`;
    const monitoring = { enabled: false };
    const reconnect = { baseMs: 50, capMs: 500 };
    for (const member of members) {
      const { name, role, node = 'here' } = member;
      const providers = [
        { package: 'heat' },
        { package: 'local', settings: { dev: true, stateDirectory: join(directory, `state-${node}`) } },
      ];
      const peer = { id: `e2e-${name}`, engines: engines.map(socketOf), node, providers, monitoring, reconnect, log: { level: 'debug' } }; // prettier-ignore
      const byRole: Record<Role, object> = {
        engine: {
          id: `e2e-${name}`,
          database: { url: databaseUrl },
          keyFile: join(directory, 'key'),
          grpc: { listen: socketOf(member) },
          rest: { port: ports.get(name), tokenFile: join(directory, 'token') },
          jobs: { backoffBaseMs: 100, maxLosses: 100 },
          orphanGraceMs: 1_000,
          monitoring,
          log: engineLog,
        },
        worker: { ...peer, slots: 8 },
        observer: { ...peer, periodMs: 500 },
      };
      writeFileSync(join(directory, `${name}.yaml`), stringify({ ...byRole[role], ...member.settings }));
    }
    return new Fleet(directory, members, ports, options.environment);
  }

  get token(): string {
    return readFileSync(join(this.directory, 'token'), 'utf8').trim();
  }

  get engines(): readonly string[] {
    return this.members.filter(({ role }) => role === 'engine').map(({ name }) => name);
  }

  /** Of the first engine, or the one named. */
  restUrl(engine = this.engines[0] ?? ''): string {
    return `http://127.0.0.1:${String(this.ports.get(engine))}`;
  }

  /** Starts all, and waits until each engine has a worker. */
  async up(): Promise<void> {
    for (const { name } of this.members) this.start(name);
    for (const engine of this.engines) await this.isReady(engine);
  }

  async isReady(engine: string): Promise<void> {
    const answers = async () =>
      (await fetch(`${this.restUrl(engine)}/readyz`).catch(() => undefined))?.status === 200;
    await waitFor(answers, `${engine} to be ready`, 60_000);
  }

  start(name: string): void {
    const member = this.members.find((one) => one.name === name);
    if (!member) throw new Error(`there is no ${name}`);
    const child = spawn(
      process.execPath,
      [
        '--enable-source-maps',
        fileURLToPath(new URL('../../cli/main.js', import.meta.url)),
        member.role,
        '--config',
        join(this.directory, `${name}.yaml`),
      ],
      { stdio: ['ignore', 'pipe', 'pipe'], ...(this.environment && { env: this.environment }) },
    );
    const log = createWriteStream(join(this.directory, 'logs', `${name}.log`), { flags: 'a' });
    child.stdout.pipe(log);
    child.stderr.pipe(log);
    this.processes.set(name, child);
  }

  /** SIGKILL: no chance to say or save anything. Another one is started at once. */
  async kill(name: string): Promise<void> {
    await this.end(name, 'SIGKILL');
    this.kills.set(name, (this.kills.get(name) ?? 0) + 1);
    this.start(name);
  }

  /** Resolves once it has ended, with its exit code, if it has one; nothing is started. */
  async end(name: string, signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const child = this.processes.get(name);
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'exit');
    child.kill(signal);
    // A process that stands still hears of nothing but this.
    if (signal === 'SIGTERM') child.kill('SIGCONT');
    await ended;
    return child.exitCode;
  }

  /** It stands still, and does not notice. */
  pause(name: string): void {
    this.processes.get(name)?.kill('SIGSTOP');
  }

  goOn(name: string): void {
    this.processes.get(name)?.kill('SIGCONT');
  }

  pid(name: string): number {
    return this.processes.get(name)?.pid ?? 0;
  }

  /** In order, and each must end by itself. */
  async stop(): Promise<void> {
    for (const role of [...roles].reverse())
      for (const member of this.members) if (member.role === role) await this.end(member.name, 'SIGTERM');
  }

  logTail(name: string, lines = 30): string {
    const text = readFileSync(join(this.directory, 'logs', `${name}.log`), 'utf8');
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
