import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';
import { call } from './api.js';
import { Fleet, type Member } from './fleet.js';

const settings = { shardLeaseMs: 2_000 };
const MEMBERS: readonly Member[] = [
  { name: 'engine-1', role: 'engine', settings },
  { name: 'engine-2', role: 'engine', settings },
  { name: 'worker', role: 'worker' },
  { name: 'worker-2', role: 'worker' },
  { name: 'observer', role: 'observer' },
];

interface Service {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly shards: number | null;
  readonly stacks: number | null;
  readonly free_slots: number | null;
  readonly draining: boolean;
}

describe('the services of a fleet', function () {
  this.timeout(120_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-services-'));
  let fleet: Fleet;
  let test: TestDatabase;

  before(async () => {
    test = await freshDatabase();
    const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    fleet = await Fleet.prepare(directory, test.url, { members: MEMBERS, environment });
    await fleet.up();
  });
  after(async () => {
    for (const engine of fleet.engines) fleet.goOn(engine);
    await fleet.stop();
    await test.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  const services = async (engine: string) =>
    (await call<{ services: Service[] }>(fleet, 'GET', '/services', { engine })).body.services;

  /** A stack whose one thing writes down which process made it. */
  async function create(name: string): Promise<void> {
    const args = ['-c', `echo $PPID >> ${join(directory, 'ran')}`];
    const only = { type: 'Local::Command', properties: { command: '/bin/sh', args } };
    const template = { heat_template_version: '2016-10-14', resources: { only } };
    const body = { stack_name: name, template };
    const { id } = (await call<{ stack: { id: string } }>(fleet, 'POST', '/stacks', { body })).body.stack;
    const isMade = async () => {
      const path = `/stacks/${name}/${id}`;
      const { body } = await call<{ stack: { stack_status: string } }>(fleet, 'GET', path);
      return body.stack.stack_status === 'CREATE_COMPLETE';
    };
    await waitFor(isMade, `${name} to be made`, 30_000);
  }

  it('are told by any engine', async () => {
    for (const engine of fleet.engines) {
      let seen: Service[] = [];
      const told = async () => {
        seen = await services(engine);
        return seen.length === 5 && seen.every(({ kind, shards }) => kind !== 'engine' || shards === 128);
      };
      await waitFor(told, `${engine} to tell of all`, 30_000);
      assert.deepEqual(
        seen.map(({ id, kind, status }) => `${kind} ${id} ${status}`),
        [
          'engine e2e-engine-1 up',
          'engine e2e-engine-2 up',
          'worker e2e-worker up',
          'worker e2e-worker-2 up',
          'observer e2e-observer up',
        ],
      );
      assert.equal(seen.find(({ kind }) => kind === 'worker')?.free_slots, 8);
    }
  });

  it('are down while they stand still', async () => {
    fleet.pause('engine-2');
    const isDown = async () => (await services('engine-1'))[1]?.status === 'down';
    await waitFor(isDown, 'engine-2 to be down', 30_000);
    fleet.goOn('engine-2');
    const isUp = async () => (await services('engine-1'))[1]?.status === 'up';
    await waitFor(isUp, 'engine-2 to be up again', 30_000);
  });

  it('take nothing more once they are drained, of no engine, also when it is started anew', async () => {
    const isDrained = async (engine: string, on: boolean) => {
      const worker = (await services(engine)).find(({ id }) => id === 'e2e-worker');
      return worker?.draining === on && worker.free_slots === (on ? 0 : 8);
    };
    await call(fleet, 'POST', '/services/e2e-worker/drain', { engine: 'engine-1' });
    await waitFor(() => isDrained('engine-2', true), 'the other engine to know', 30_000);
    // Stacks of both engines.
    for (let i = 0; i < 6; i += 1) await create(`elsewhere-${String(i)}`);
    const ranOn = readFileSync(join(directory, 'ran'), 'utf8').trim().split('\n');
    assert.deepEqual([ranOn.length, ...new Set(ranOn)], [6, String(fleet.pid('worker-2'))]);
    await fleet.end('engine-2', 'SIGKILL');
    fleet.start('engine-2');
    await fleet.isReady('engine-2');
    await waitFor(() => isDrained('engine-2', true), 'the engine to know still', 30_000);
    await call(fleet, 'POST', '/services/e2e-worker/undrain', { engine: 'engine-2' });
    await waitFor(() => isDrained('engine-1', false), 'the other engine to know that too', 30_000);
  });
});
