import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataSource } from 'typeorm';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';
import { call } from './api.js';
import { Fleet, type Member } from './fleet.js';
import { environmentOf } from './living-processes.js';

const LEASE_MS = 2_000;
const settings = { shardLeaseMs: LEASE_MS };
const MEMBERS: readonly Member[] = [
  { name: 'engine-1', role: 'engine', settings },
  { name: 'engine-2', role: 'engine', settings },
  { name: 'worker', role: 'worker' },
  { name: 'observer', role: 'observer' },
];
const LINES = 12;

describe('two engines on one database', function () {
  this.timeout(180_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-engines-'));
  const world = join(directory, 'world');
  let fleet: Fleet;
  let test: TestDatabase;
  let database: DataSource;

  before(async () => {
    test = await freshDatabase();
    mkdirSync(world);
    const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    fleet = await Fleet.prepare(directory, test.url, { members: MEMBERS, environment });
    await fleet.up();
    database = await new DataSource({
      type: 'postgres',
      url: test.url,
      installExtensions: false,
    }).initialize();
    await shared();
  });
  after(async () => {
    for (const engine of fleet.engines) fleet.goOn(engine);
    await fleet.stop();
    await database.destroy();
    await test.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  it('share the work, and each answers for all of it', async () => {
    for (let i = 0; i < 8; i += 1) await create(`shared-${String(i)}`, 2, 0);
    const owners = new Set<string>();
    for (let i = 0; i < 8; i += 1) {
      const name = `shared-${String(i)}`;
      await reaches(name, 'CREATE_COMPLETE');
      owners.add(await ownerOf(name));
      const seen = fleet.engines.map(async (engine) => {
        const { body } = await call<{ resources: { resource_status: string }[] }>(
          fleet,
          'GET',
          `/stacks/${name}/${await idOf(name)}/resources`,
          { engine },
        );
        return body.resources.map((resource) => resource.resource_status);
      });
      for (const statuses of await Promise.all(seen))
        assert.deepEqual(statuses, ['CREATE_COMPLETE', 'CREATE_COMPLETE']);
    }
    assert.equal(owners.size, 2, 'stacks are with both');
  });

  it('tell a follower at one of them of what happens at the other', async () => {
    await create('followed', 2, 0);
    await reaches('followed', 'CREATE_COMPLETE');
    const id = await idOf('followed');
    const owner = await ownerOf('followed');
    const other = fleet.engines.find((engine) => engine !== owner) ?? '';
    const aborted = new AbortController();
    const answer = await fetch(`${fleet.restUrl(other)}/v1/default/stacks/followed/${id}/events/stream`, {
      headers: { 'x-auth-token': fleet.token, accept: 'text/event-stream' },
      signal: aborted.signal,
    });
    let heard = '';
    const reading = (async () => {
      for await (const chunk of answer.body ?? []) heard += Buffer.from(chunk as Uint8Array).toString();
    })().catch(() => undefined);
    await waitFor(
      () => Promise.resolve(heard.includes('CREATE_COMPLETE')),
      'what has happened before',
      20_000,
    );
    await call(fleet, 'DELETE', `/stacks/followed/${id}`);
    await waitFor(() => Promise.resolve(heard.includes('DELETE_COMPLETE')), 'what happens now', 20_000);
    aborted.abort();
    await reading;
  });

  it('hand over on SIGTERM in the middle of the work, and nothing is done twice', async () => {
    await create('handed', LINES, 0.1);
    await waitFor(() => Promise.resolve(lines('handed').length > 1), 'the work to begin', 30_000);
    const owner = await ownerOf('handed');
    await fleet.end(owner, 'SIGTERM');
    await reaches('handed', 'CREATE_COMPLETE');
    assert.deepEqual(lines('handed'), expected(), 'each was done once, and in order');
    fleet.start(owner);
    await fleet.isReady(owner);
    await shared();
  });

  it('take over from one that was killed', async () => {
    await create('taken', LINES, 0.1);
    await waitFor(() => Promise.resolve(lines('taken').length > 1), 'the work to begin', 30_000);
    const owner = await ownerOf('taken');
    await fleet.end(owner, 'SIGKILL');
    await reaches('taken', 'CREATE_COMPLETE');
    assert.notEqual(await ownerOf('taken'), owner);
    assert.deepEqual(lines('taken'), expected(), 'each was done once, and in order');
    fleet.start(owner);
    await fleet.isReady(owner);
    await shared();
  });

  it('take over from one that stands still, which does no harm when it goes on', async () => {
    await create('paused', LINES, 0.1);
    await waitFor(() => Promise.resolve(lines('paused').length > 1), 'the work to begin', 30_000);
    const owner = await ownerOf('paused');
    fleet.pause(owner);
    await waitFor(async () => (await ownerOf('paused')) !== owner, 'the other to take over', 30_000);
    fleet.goOn(owner);
    await reaches('paused', 'CREATE_COMPLETE');
    assert.deepEqual(lines('paused'), expected(), 'each was done once, and in order');
    await shared();
  });

  it('are the only ones that know the database (sole ownership)', async () => {
    const rows = await database.query<{ application_name: string }[]>(
      `SELECT DISTINCT application_name FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'`,
    );
    assert.deepEqual(
      rows.map((row) => row.application_name).filter((name) => name !== ''),
      ['isotherm-engine'],
    );
    for (const name of ['worker', 'observer']) {
      const open = readdirSync(`/proc/${String(fleet.pid(name))}/fd`);
      assert.ok(open.length > 0);
      const text = [
        ...environmentOf(fleet.pid(name)),
        readFileSync(join(directory, `${name}.yaml`), 'utf8'),
      ].join('\n');
      assert.doesNotMatch(text, /postgres:|PGPASSWORD|PGUSER|DATABASE/i, `${name} has no credentials`);
    }
  });

  /** Both have a fair share of the shards. */
  async function shared(): Promise<void> {
    const isShared = async () => {
      const rows = await database.query<{ count: number }[]>(
        `SELECT count(*)::int FROM shard WHERE engine IS NOT NULL AND lease_until > now() GROUP BY engine`,
      );
      return rows.length === 2 && rows.every(({ count }) => count === 128);
    };
    await waitFor(isShared, 'the engines to share the shards', 90_000).catch(async (cause: unknown) => {
      const rows = await database.query<object[]>(
        `SELECT engine, count(*)::int, min(lease_until - now())::text AS left FROM shard GROUP BY engine`,
      );
      const logs = fleet.engines.map((engine) => `--- ${engine}\n${fleet.logTail(engine, 15)}`);
      throw new Error([String(cause), JSON.stringify(rows), ...logs].join('\n'), { cause });
    });
  }

  /** Things that stand on each other in a chain; each writes a line when it is made. */
  async function create(name: string, length: number, seconds: number): Promise<void> {
    const resources: Record<string, object> = {};
    for (let i = 0; i < length; i += 1) {
      resources[`r${String(i)}`] = {
        type: 'Local::Command',
        ...(i > 0 && { depends_on: [`r${String(i - 1)}`] }),
        properties: {
          command: '/bin/sh',
          args: ['-c', `sleep ${String(seconds)}; echo r${String(i)} >> ${join(world, name)}`],
        },
      };
    }
    const template = { heat_template_version: '2016-10-14', resources };
    await call(fleet, 'POST', '/stacks', { body: { stack_name: name, template }, idempotencyKey: name });
  }

  function lines(name: string): string[] {
    try {
      return readFileSync(join(world, name), 'utf8').trim().split('\n');
    } catch {
      return [];
    }
  }

  function expected(): string[] {
    return Array.from({ length: LINES }, (_, i) => `r${String(i)}`);
  }

  async function idOf(name: string): Promise<string> {
    const [row] = await database.query<{ id: string }[]>(`SELECT id FROM stack WHERE name = $1`, [name]);
    return row?.id ?? '';
  }

  async function ownerOf(name: string): Promise<string> {
    const [row] = await database.query<{ engine: string | null }[]>(
      `SELECT engine FROM shard JOIN stack ON stack.shard = shard.id WHERE stack.name = $1`,
      [name],
    );
    return row?.engine?.replace('e2e-', '') ?? '';
  }

  async function reaches(name: string, status: string): Promise<void> {
    const [row] = await database.query<{ id: string }[]>(`SELECT id FROM stack WHERE name = $1`, [name]);
    let last = '';
    const reached = async () => {
      const path = `/stacks/${name}/${row?.id ?? ''}`;
      const { body } = await call<{ stack: { stack_status: string } }>(fleet, 'GET', path);
      last = body.stack.stack_status;
      return last === status;
    };
    await waitFor(reached, `${name} to be ${status}`, 60_000).catch((error: unknown) => {
      const logs = fleet.members.map((member) => `--- ${member.name}\n${fleet.logTail(member.name)}`);
      throw new Error(`${String(error)}; it is ${last}\n${logs.join('\n')}`, { cause: error });
    });
  }
});
