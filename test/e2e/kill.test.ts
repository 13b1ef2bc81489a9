import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { seededRandom } from '../support/seeded-random.js';
import { waitFor } from '../support/wait-for.js';
import { call as callFleet } from './api.js';
import { Fleet, roles } from './fleet.js';
import { livingProcesses, nameOf } from './living-processes.js';

const FILES = 34;
const PROCESSES = 15;
const KILLS = 20;
/** A cold start of Node takes seconds on a busy machine, and twenty of them happen here. */
const LIMIT_MS = 300_000;

describe('three processes, each killed with SIGKILL at random moments', function () {
  this.timeout(LIMIT_MS);
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  const random = seededRandom(seed);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-e2e-'));
  const world = join(directory, 'world');
  let fleet: Fleet;
  let database: TestDatabase;

  before(async () => {
    database = await freshDatabase();
    mkdirSync(world);
    fleet = await Fleet.prepare(directory, database.url);
    await fleet.up();
  });

  after(async () => {
    await fleet.stop();
    for (const pid of livingProcesses(world)) process.kill(pid, 'SIGKILL');
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  it(`creates, updates and deletes 50 resources, each made once (SEED=${String(seed)})`, async () => {
    const kills = [7, 7, KILLS - 14];
    const { stack } = await call<{ stack: { id: string } }>('POST', '/stacks', {
      stack_name: 'survivor',
      template: template(world, 'one'),
    });
    const path = `/stacks/survivor/${stack.id}`;
    await killMeanwhile(kills[0] ?? 0);
    await settled(path, 'CREATE_COMPLETE');
    mustMatch('one');
    const made = ledger(world);
    assert.equal(
      made.length,
      PROCESSES,
      `each process was started once, but the ledger says: ${made.join(', ')}`,
    );

    await call('PUT', path, { template: template(world, 'two') });
    await killMeanwhile(kills[1] ?? 0);
    await settled(path, 'UPDATE_COMPLETE');
    mustMatch('two');

    await call('DELETE', path);
    await killMeanwhile(kills[2] ?? 0);
    await settled(path, 'DELETE_COMPLETE');
    assert.deepEqual(
      readdirSync(world).filter((name) => name !== 'ledger'),
      [],
      'nothing is left in the world',
    );
    assert.deepEqual(livingProcesses(world), [], 'no process is left');
    assert.equal(
      [...fleet.kills.values()].reduce((a, b) => a + b),
      KILLS,
    );
  });

  async function killMeanwhile(times: number): Promise<void> {
    for (let i = 0; i < times; i += 1) {
      await new Promise((resolve) => setTimeout(resolve, 30 + random() * 700));
      const role = roles[Math.floor(random() * roles.length)] ?? 'engine';
      await fleet.kill(role);
    }
  }

  async function settled(path: string, status: string): Promise<void> {
    let last = '';
    const reached = async () => {
      const { stack } = await call<{ stack: { stack_status: string; stack_status_reason: string } }>(
        'GET',
        path,
      );
      last = `${stack.stack_status}: ${stack.stack_status_reason}`;
      return stack.stack_status === status;
    };
    try {
      await waitFor(reached, status, 90_000);
    } catch (error) {
      const why = await call<object>('GET', `${path}/why`).catch(String);
      throw new Error(
        `${String(error)}; the stack is ${last}; why: ${JSON.stringify(why)}\n${roles.map((role) => `--- ${role}\n${fleet.logTail(role)}`).join('\n')}`,
        { cause: error },
      );
    }
  }

  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const options = { idempotencyKey: `e2e-${String(seed)}`, ...(body && { body }) };
    return (await callFleet<T>(fleet, method, path, options)).body;
  }

  function mustMatch(version: string): void {
    for (let i = 0; i < FILES; i += 1) {
      assert.equal(readFileSync(join(world, 'files', `file-${String(i)}`), 'utf8'), contentOf(i, version));
    }
    const names = livingProcesses(world).map(nameOf).sort();
    assert.deepEqual(
      names,
      Array.from({ length: PROCESSES }, (_, i) => `process-${String(i)}`).sort(),
      'exactly the right processes live',
    );
  }
});

function contentOf(i: number, version: string): string {
  return `file ${String(i)} of version ${version}\n`;
}

/** One directory, files in it that partly require each other, and processes that require files: 50 resources. */
function template(world: string, version: string): object {
  const resources: Record<string, object> = {
    files: { type: 'Local::Directory', properties: { path: join(world, 'files') } },
  };
  for (let i = 0; i < FILES; i += 1) {
    resources[`file-${String(i)}`] = {
      type: 'Local::File',
      depends_on: i % 5 === 0 || i === 0 ? ['files'] : ['files', `file-${String(i - 1)}`],
      properties: { path: join(world, 'files', `file-${String(i)}`), content: contentOf(i, version) },
    };
  }
  for (let i = 0; i < PROCESSES; i += 1) {
    resources[`process-${String(i)}`] = {
      type: 'Local::Process',
      properties: {
        command: '/bin/sh',
        args: [
          '-c',
          `echo $0 >> ${join(world, 'ledger')}; exec sleep 86400 # ${version}`,
          `process-${String(i)}`,
        ],
        env: { ISOTHERM_E2E: world, ISOTHERM_NAME: `process-${String(i)}` },
        triggers: { file: { get_attr: [`file-${String(i)}`, 'sha256'] } },
      },
    };
  }
  return { heat_template_version: '2016-10-14', resources };
}

function ledger(world: string): string[] {
  const path = join(world, 'ledger');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n').sort() : [];
}
