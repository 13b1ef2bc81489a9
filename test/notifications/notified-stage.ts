import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import pg from 'pg';
import { loadConfig } from '../../lib/config.js';
import { silentLogger } from '../../lib/log.js';
import { engineConfig } from '../../services/engine/config.js';
import { engineService, type EngineService } from '../../services/engine/main.js';
import type { RunningPeer } from '../../lib/peer-process.js';
import { workerConfig } from '../../services/worker/config.js';
import { startWorker } from '../../services/worker/main.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import type { Broker } from '../support/rabbitmq.js';
import { waitFor } from '../support/wait-for.js';

const TENANT = 'tests';
const PROVIDER = fileURLToPath(new URL('./provider.js', import.meta.url));
const OBSERVERS = new URL('./observers-process.js', import.meta.url);

/** Observers in one process, which can be killed together. */
export interface ObserverProcess {
  readonly addresses: readonly string[];
  readonly child: ChildProcess;
}

/** A real engine on PostgreSQL with a worker, observers in processes of their own, and a broker. */
export class NotifiedStage {
  readonly exchange = `things-${randomUUID()}`;
  private readonly prefix = `q-${randomUUID()}-`;
  private readonly directory = mkdtempSync(join(tmpdir(), 'isotherm-notified-'));
  private readonly address = `unix:${join(this.directory, 'grpc.sock')}`;
  private readonly processes: ObserverProcess[] = [];
  private connection: ChannelModel | undefined;
  private channel: ConfirmChannel | undefined;

  private constructor(
    private readonly broker: Broker,
    private readonly database: TestDatabase,
    private readonly sql: pg.Client,
  ) {}

  private engine: EngineService | undefined;
  private worker: RunningPeer | undefined;

  static async open(broker: Broker): Promise<NotifiedStage> {
    const database = await freshDatabase();
    const sql = new pg.Client(database.connection);
    await sql.connect();
    const stage = new NotifiedStage(broker, database, sql);
    process.env['TEST_EXCHANGE'] = stage.exchange;
    await stage.start();
    return stage;
  }

  private async start(): Promise<void> {
    await (await this.open()).assertExchange(this.exchange, 'topic', { durable: true });
    const engine = engineService(
      loadConfig(engineConfig, {
        env: {},
        overrides: {
          'database.url': this.database.url,
          keyFile: join(this.directory, 'key'),
          'grpc.listen': this.address,
          'rest.port': 0,
          'rest.tokenFile': join(this.directory, 'token'),
          'monitoring.enabled': false,
        },
      }),
      silentLogger,
    );
    this.engine = engine;
    await engine.start();
    const overrides = { ...this.peer(), id: 'w1' };
    this.worker = await startWorker(loadConfig(workerConfig, { env: {}, overrides }), { log: silentLogger });
    const types = async () => (await engine.useCases.listResourceTypes()).length > 0;
    await waitFor(types, 'the type to be known');
    // What is written of things from now on can be counted.
    await this.sql.query(`CREATE TABLE written (name text);
      CREATE FUNCTION count_write() RETURNS trigger LANGUAGE plpgsql AS
        $$BEGIN INSERT INTO written VALUES (NEW.name); RETURN NEW; END$$;
      CREATE TRIGGER count_writes AFTER INSERT OR UPDATE ON instance FOR EACH ROW EXECUTE FUNCTION count_write()`);
  }

  private peer() {
    return {
      engines: [this.address],
      node: 'here',
      providers: [{ package: PROVIDER, settings: { folder: this.directory } }],
      'monitoring.port': 0,
    };
  }

  async startObservers(name: string, count: number): Promise<ObserverProcess> {
    const configurations = Array.from({ length: count }, (_, i) => ({
      ...this.peer(),
      id: `${name}-${String(i)}`,
      'notifications.amqp.urls': [this.broker.url],
      'notifications.amqp.queuePrefix': this.prefix,
      'notifications.amqp.gatherMs': 2_000,
      'notifications.amqp.reconnect.baseMs': 50,
      'notifications.amqp.reconnect.capMs': 300,
    }));
    const child = fork(OBSERVERS, {
      env: { ...process.env, TEST_OBSERVERS: JSON.stringify(configurations) },
    });
    const [addresses] = (await once(child, 'message')) as [string[]];
    const observers = { addresses, child };
    this.processes.push(observers);
    return observers;
  }

  async kill({ child }: ObserverProcess): Promise<void> {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  /** Makes the things, and returns when all is done that follows from that. */
  async make(stack: string, things: readonly string[], properties: object = {}): Promise<void> {
    const resources = Object.fromEntries(
      things.map((name) => [name, { type: 'Test::Counted', properties: { name, ...properties } }]),
    );
    const template = { heat_template_version: '2018-08-31', resources };
    const useCases = this.engine?.useCases;
    const created = await useCases?.createStack(TENANT, { name: stack, template });
    const isDone = async () => (await useCases?.showStack(TENANT, created?.id ?? ''))?.status === 'COMPLETE';
    await waitFor(isDone, `${stack} to be made`, 30_000);
  }

  /** Somebody changes a thing behind our back. */
  change(thing: string, value: string): void {
    writeFileSync(join(this.directory, thing), value);
  }

  /** Publishes a message about each, in this order, and returns when the broker has them all. */
  async tell(things: readonly string[]): Promise<void> {
    const channel = await this.open();
    for (const thing of things) {
      const body = JSON.stringify({ event_type: 'thing.changed', payload: { thing } });
      const content = JSON.stringify({ 'oslo.version': '2.0', 'oslo.message': body });
      channel.publish(this.exchange, 'things.info', Buffer.from(content), { persistent: true });
    }
    await channel.waitForConfirms();
  }

  /** Looks at each thing since the last time it was asked. */
  looks(): Map<string, number> {
    const counts = new Map<string, number>();
    const path = join(this.directory, 'looks');
    for (const thing of readFileSync(path, { encoding: 'utf8', flag: 'a+' }).split('\n').filter(Boolean))
      counts.set(thing, (counts.get(thing) ?? 0) + 1);
    writeFileSync(path, '');
    return counts;
  }

  /** Writes of each thing since the last time it was asked. */
  async writes(): Promise<Map<string, number>> {
    const { rows } = await this.sql.query<{ name: string; count: string }>(
      `WITH gone AS (DELETE FROM written RETURNING name) SELECT name, count(*) FROM gone GROUP BY name`,
    );
    return new Map(rows.map(({ name, count }) => [name, Number(count)]));
  }

  /** What the engine has stored of the thing. */
  async known(thing: string): Promise<string> {
    const { rows } = await this.sql.query<{ seen: string }>(`SELECT seen FROM instance WHERE name = $1`, [
      thing,
    ]);
    return (JSON.parse(rows[0]?.seen ?? '{}') as { attributes?: { value?: string } }).attributes?.value ?? '';
  }

  /** Sum of a metric over observers, of those of its lines that have the label. */
  async sum(processes: readonly ObserverProcess[], metric: string, label = ''): Promise<number> {
    let sum = 0;
    for (const address of processes.flatMap(({ addresses }) => addresses)) {
      const text = await (await fetch(`http://${address}/metrics`)).text();
      for (const line of text.split('\n'))
        if (line.startsWith(metric) && line.includes(label)) sum += Number(line.split(' ').at(-1));
    }
    return sum;
  }

  async messages(processes: readonly ObserverProcess[], result: string): Promise<number> {
    return this.sum(processes, 'isotherm_observer_messages_total', `result="${result}"`);
  }

  async close(): Promise<void> {
    for (const { child } of this.processes) if (child.exitCode === null) child.kill('SIGKILL');
    await this.worker?.stop();
    await this.engine?.stop();
    const channel = await this.open();
    for (const name of ['counted', 'counted.dead-letters']) await channel.deleteQueue(this.prefix + name);
    await channel.deleteExchange(this.exchange);
    await this.connection?.close();
    await this.sql.end();
    await this.database.drop();
    delete process.env['TEST_EXCHANGE'];
    rmSync(this.directory, { recursive: true });
  }

  private async open(): Promise<ConfirmChannel> {
    if (this.channel) return this.channel;
    this.connection = await connect(this.broker.url);
    const channel = await this.connection.createConfirmChannel();
    const lost = () => (this.channel = undefined);
    this.connection.on('error', lost).on('close', lost);
    channel.on('error', lost);
    return (this.channel = channel);
  }
}
