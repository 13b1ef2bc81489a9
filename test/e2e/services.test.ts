import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
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
  { name: 'observer', role: 'observer' },
];

interface Service {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly shards: number | null;
  readonly stacks: number | null;
  readonly free_slots: number | null;
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

  it('are told by any engine', async () => {
    for (const engine of fleet.engines) {
      let seen: Service[] = [];
      const told = async () => {
        seen = await services(engine);
        return seen.length === 4 && seen.every(({ kind, shards }) => kind !== 'engine' || shards === 128);
      };
      await waitFor(told, `${engine} to tell of all`, 30_000);
      assert.deepEqual(
        seen.map(({ id, kind, status }) => `${kind} ${id} ${status}`),
        [
          'engine e2e-engine-1 up',
          'engine e2e-engine-2 up',
          'worker e2e-worker up',
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
});
