import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import pg from 'pg';
import {
  destroyEmbeddedPostgres,
  startEmbeddedPostgres,
  stopEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../lib/embedded-postgres/index.js';
import { isAlive, processIdentity } from '../../lib/embedded-postgres/process-identity.js';
import { packageRoot } from '../../lib/package-root.js';
import { waitFor } from '../support/wait-for.js';

const module_ = new URL('../../lib/embedded-postgres/index.js', import.meta.url).href;

describe('embedded PostgreSQL', function () {
  this.timeout(60_000);
  let root: string;
  let dataDirectory: string;

  beforeEach(async () => {
    root = await mkdtemp('/tmp/isotherm-pg-');
    await chmod(root, 0o711);
    dataDirectory = join(root, 'data');
  });

  afterEach(async () => {
    await destroyEmbeddedPostgres(dataDirectory);
    await rm(root, { recursive: true, force: true });
  });

  const start = (options = {}) => startEmbeddedPostgres({ dataDirectory, fsync: false, ...options });

  it('starts an empty one, keeps what was written over a restart, and listens on no port', async () => {
    const first = await start();
    assert.equal(first.adopted, false);
    await query(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
    assert.deepEqual(await query(first, 'SHOW listen_addresses'), [{ listen_addresses: '' }]);
    assert.equal(await first.stopIfLast(), true);
    await assert.rejects(query(first, 'SELECT 1'));

    const second = await start();
    assert.equal(second.adopted, false);
    assert.deepEqual(await query(second, 'SELECT answer FROM kept'), [{ answer: 42 }]);
  });

  it('commits durably unless told otherwise, and lets nobody but its owner at the socket', async () => {
    const server = await startEmbeddedPostgres({ dataDirectory });
    const [settings] = await query(
      server,
      `SELECT current_setting('fsync') fsync, current_setting('synchronous_commit') commit, current_setting('jit') jit`,
    );
    assert.deepEqual(settings, { fsync: 'on', commit: 'on', jit: 'off' });
    assert.equal((await stat(server.connection.host)).mode & 0o777, 0o700);
  });

  it('gives a URL that pg understands', async () => {
    const server = await start();
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.end();
  });

  it('is shared, and ended by the last who uses it', async () => {
    const first = await start();
    const second = await start();
    assert.equal(second.adopted, true);
    assert.equal(second.pid, first.pid);
    assert.equal(await first.stopIfLast(), false);
    await query(second, 'SELECT 1');
    assert.equal(await second.stopIfLast(), true);
    assert.equal(processIdentity(second.pid), undefined);
  });

  it('outlives a killed parent, is adopted, and does not count the dead as users', async () => {
    const orphaned = await startInKilledProcess(dataDirectory);
    assert.notEqual(processIdentity(orphaned), undefined);
    const adopted = await start();
    assert.equal(adopted.adopted, true);
    assert.equal(adopted.pid, orphaned);
    await query(adopted, 'SELECT 1');
    assert.equal(await adopted.stopIfLast(), true);
  });

  it('runs in a session of its own, so that a Ctrl-C does not reach it', async () => {
    const server = await start();
    const text = await readFile(`/proc/${server.pid}/stat`, 'utf8');
    const session = Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[3]);
    assert.equal(session, server.pid);
  });

  it('starts again after the server itself was killed', async () => {
    const first = await start();
    await query(first, 'CREATE TABLE kept AS SELECT 1 AS one');
    const identity = processIdentity(first.pid) ?? '';
    process.kill(first.pid, 'SIGKILL');
    await waitFor(() => !isAlive(first.pid, identity), 'the server is gone');
    const second = await start();
    assert.equal(second.adopted, false);
    assert.deepEqual(await query(second, 'SELECT one FROM kept'), [{ one: 1 }]);
  });

  it('is not misled by a stale postmaster.pid whose pid another process has now', async () => {
    const first = await start();
    await first.stop();
    const file = join(dataDirectory, 'cluster/postmaster.pid');
    const stale = [process.pid, join(dataDirectory, 'cluster'), 0, 5432, '/nowhere', '', '', 'ready   '];
    await writeFile(file, `${stale.join('\n')}\n`);
    const second = await start();
    assert.equal(second.adopted, false);
    await query(second, 'SELECT 1');
  });

  it('puts the socket elsewhere where its path would be too long, and finds it again', async () => {
    dataDirectory = join(root, 'x'.repeat(60), 'y'.repeat(60));
    await mkdir(join(root, 'x'.repeat(60)), { mode: 0o711 });
    const first = await start();
    const { host } = first.connection;
    assert.ok(host.length < 60, host);
    assert.equal((await stat(host)).mode & 0o777, 0o700);
    const second = await start();
    assert.equal(second.connection.host, host);
    await query(second, 'SELECT 1');
    await first.stop();
    const removed = await destroyEmbeddedPostgres(dataDirectory);
    assert.deepEqual(removed, [host, dataDirectory]);
    await assert.rejects(stat(host));
  });

  it('starts once when it is started several times at once', async () => {
    const servers = await Promise.all([start(), start(), start()]);
    assert.equal(new Set(servers.map((server) => server.pid)).size, 1);
    assert.equal(servers.filter((server) => !server.adopted).length, 1);
  });

  it('starts once when several processes start it at the same time', async () => {
    const pids = await Promise.all([1, 2, 3].map(() => startInKilledProcess(dataDirectory)));
    assert.equal(new Set(pids).size, 1);
    assert.notEqual(processIdentity(pids[0] ?? 0), undefined);
  });

  it('refuses a data directory of a version that is not installed, and names what is', async () => {
    const server = await start();
    await server.stop();
    await writeFile(join(dataDirectory, 'cluster/PG_VERSION'), '12\n');
    await assert.rejects(start(), {
      code: 'postgres.version-mismatch',
      message: /made by PostgreSQL 12, .* 1[5-9] \(/,
    });
  });

  it('names a directory that cannot be used', async () => {
    await writeFile(join(root, 'file'), '');
    await assert.rejects(start({ dataDirectory: join(root, 'file/data') }), {
      code: 'postgres.start-failed',
      message: /file\/data cannot hold a database .*ENOTDIR/,
    });
  });

  it('says what to do when there is no PostgreSQL at all', async () => {
    const nothing = { path: '', systemDirectories: [], npm: false };
    await assert.rejects(start({ search: nothing }), { code: 'postgres.not-found', message: /DATABASE_URL/ });
  });

  it("runs on npm's binaries where the system has none", async () => {
    const server = await start({ search: { path: '', systemDirectories: [] } });
    const [row] = await query(server, "SELECT current_setting('server_version_num')::int / 10000 AS major");
    assert.ok(Number(row?.major) >= 15);
  });

  it('stops one that nobody holds a handle of', async () => {
    const pid = await startInKilledProcess(dataDirectory);
    assert.equal(await stopEmbeddedPostgres(dataDirectory), true);
    assert.equal(processIdentity(pid), undefined);
    assert.equal(await stopEmbeddedPostgres(dataDirectory), false);
  });

  describe('as root', () => {
    before(function () {
      if (process.getuid?.() !== 0) this.skip();
    });

    it('runs as another user', async () => {
      const server = await start();
      const { uid } = await stat(`/proc/${server.pid}`);
      assert.notEqual(uid, 0);
    });

    it('leaves data with the user it belongs to', async () => {
      const { uid, gid } = idsOf('nobody');
      await mkdir(dataDirectory);
      await chown(dataDirectory, uid, gid);
      const first = await start();
      await first.stop();
      await promisify(execFile)('chown', ['-R', `${uid}:${gid}`, dataDirectory]);
      const second = await start();
      assert.equal((await stat(`/proc/${second.pid}`)).uid, uid);
      assert.equal((await stat(dataDirectory)).uid, uid);
    });

    it('keeps data elsewhere when the directory lies where that user cannot go', async () => {
      await chmod(root, 0o700);
      const server = await start();
      await query(server, 'SELECT 1');
      const base = (await readFile(join(dataDirectory, 'location'), 'utf8')).trim();
      await server.stop();
      const again = await start();
      assert.equal(again.connection.host, server.connection.host);
      await again.stop();
      assert.deepEqual(await destroyEmbeddedPostgres(dataDirectory), [base, dataDirectory]);
      await assert.rejects(stat(base));
    });
  });
});

async function query(server: EmbeddedPostgres, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(server.connection);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function idsOf(user: string): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** The pid of a server whose starter was killed with SIGKILL. */
async function startInKilledProcess(dataDirectory: string): Promise<number> {
  const script = `
    const { startEmbeddedPostgres } = await import(${JSON.stringify(module_)});
    const server = await startEmbeddedPostgres({ dataDirectory: ${JSON.stringify(dataDirectory)}, fsync: false });
    console.log(server.pid);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: packageRoot,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  child.kill('SIGKILL');
  await exited;
  return Number(line);
}
