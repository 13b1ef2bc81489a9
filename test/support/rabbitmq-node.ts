import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { connect } from 'amqplib';
import { waitFor } from './wait-for.js';

/** A broker of our own, on loopback addresses alone. */
export interface Broker {
  readonly url: string;
  /**
   * Stops it, and answers once it is gone. What is durable stays. (Killed within seconds of its creation, a quorum queue of
   * RabbitMQ 3.10 may never have a leader again.)
   */
  stop(): Promise<void>;
  /** Starts it again, on the same port with the same data. */
  start(): Promise<void>;
}

/** How long it may take to start, in ms. */
export const BROKER_START_MS = 90_000;

/** Debian's command in the PATH changes the user by itself and takes no directory of ours: the script behind it does. */
export function findBroker(): string | undefined {
  const folders = [
    '/usr/lib/rabbitmq/bin',
    ...(process.env['PATH'] ?? '').split(delimiter),
    '/opt/homebrew/sbin',
  ];
  return folders.map((folder) => join(folder, 'rabbitmq-server')).find((path) => existsSync(path));
}

/** A RabbitMQ in a directory of its own, with a port mapper of its own. */
export class RabbitNode implements Broker {
  private child: ChildProcess | undefined;

  private constructor(
    private readonly server: string,
    private readonly directory: string,
    private readonly environment: NodeJS.ProcessEnv,
    private readonly user: { uid: number; gid: number } | undefined,
    readonly url: string,
  ) {}

  static async launch(server: string): Promise<RabbitNode> {
    const directory = mkdtempSync(join(tmpdir(), 'isotherm-rabbit-'));
    const user = process.getuid?.() === 0 ? userOf('rabbitmq') : undefined;
    const [port, distPort, epmdPort] = await freePorts(3);
    for (const name of ['mnesia', 'log', 'home']) mkdirSync(join(directory, name));
    writeFileSync(join(directory, 'plugins'), '[].\n');
    writeFileSync(join(directory, 'env.conf'), '');
    writeFileSync(join(directory, 'rabbitmq.conf'), 'loopback_users.guest = true\n');
    writeFileSync(join(directory, 'home', '.erlang.cookie'), 'isothermtests', { mode: 0o400 });
    chmodSync(directory, 0o711);
    for (const name of user ? ['mnesia', 'log', 'home', 'plugins', 'home/.erlang.cookie'] : [])
      chownSync(join(directory, name), user?.uid ?? 0, user?.gid ?? 0);
    const environment = {
      PATH: process.env['PATH'],
      LANG: 'C.UTF-8',
      HOME: join(directory, 'home'),
      ERL_EPMD_ADDRESS: '127.0.0.1',
      ERL_EPMD_PORT: String(epmdPort),
      RABBITMQ_CONF_ENV_FILE: join(directory, 'env.conf'),
      RABBITMQ_CONFIG_FILE: join(directory, 'rabbitmq.conf'),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(directory, 'plugins'),
      RABBITMQ_NODENAME: `isotherm${String(process.pid)}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(distPort),
      RABBITMQ_MNESIA_BASE: join(directory, 'mnesia'),
      RABBITMQ_LOG_BASE: join(directory, 'log'),
      RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1} +sbwt none',
    };
    const node = new RabbitNode(
      server,
      directory,
      environment,
      user,
      `amqp://guest:guest@127.0.0.1:${String(port)}`,
    );
    await node.start();
    return node;
  }

  async start(): Promise<void> {
    // A group of its own, so that nothing of it is left behind.
    this.child = spawn(this.server, [], {
      env: this.environment,
      cwd: join(this.directory, 'home'),
      stdio: 'ignore',
      detached: true,
      ...this.user,
    });
    const { child } = this;
    const answers = async (): Promise<boolean> => {
      if (child.exitCode !== null)
        throw new Error(`rabbitmq-server ended: see ${join(this.directory, 'log')}`);
      try {
        await (await connect(this.url)).close();
        return true;
      } catch {
        return false;
      }
    };
    await waitFor(answers, 'RabbitMQ to answer', BROKER_START_MS);
  }

  stop(): Promise<void> {
    return this.end('SIGTERM');
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    this.child = undefined;
    if (child?.pid === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    process.kill(-child.pid, signal);
    await ended;
  }

  async destroy(): Promise<void> {
    await this.end('SIGKILL');
    // The port mapper of its own goes on without it.
    const stopped = () =>
      spawnSync('epmd', ['-kill'], { env: this.environment, encoding: 'utf8' }).status === 0;
    await waitFor(stopped, 'the port mapper to stop', 10_000).catch(() => undefined);
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function userOf(name: string): { uid: number; gid: number } | undefined {
  const ask = (flag: string) =>
    Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout.trim() || Number.NaN);
  const [uid, gid] = [ask('-u'), ask('-g')];
  return Number.isNaN(uid) || Number.isNaN(gid) ? undefined : { uid, gid };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
