import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';
import { call } from './api.js';
import { Fleet, type Member } from './fleet.js';

const jobs = { backoffBaseMs: 100, maxLosses: 100, leaseMs: 3_000 };
const settings = { shardLeaseMs: 2_000, jobs };
const MEMBERS: readonly Member[] = [
  { name: 'engine-1', role: 'engine', settings },
  { name: 'engine-2', role: 'engine', settings },
  { name: 'worker', role: 'worker', node: 'here' },
  { name: 'observer', role: 'observer', node: 'here' },
  { name: 'worker-there', role: 'worker', node: 'there' },
  { name: 'observer-there', role: 'observer', node: 'there' },
];
const THINGS = 4;

interface NodeEntry {
  readonly node: string;
  readonly status: string;
  readonly workers: readonly string[];
  readonly observers: readonly string[];
  readonly things: number;
  readonly left_overs: number;
}

describe('a node of a fleet that is lost', function () {
  this.timeout(180_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-nodes-'));
  /** In the arguments of every process that is deployed. */
  const mark = `of-${directory.slice(-6)}`;
  let fleet: Fleet;
  let test: TestDatabase;

  before(async () => {
    test = await freshDatabase();
    const environment = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
    fleet = await Fleet.prepare(directory, test.url, { members: MEMBERS, environment });
    await fleet.up();
  });
  after(async () => {
    await fleet.stop();
    await test.drop();
    for (const pid of deployed()) process.kill(pid, 'SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  const nodes = async (engine: string) => {
    const { body } = await call<{ nodes: NodeEntry[] }>(fleet, 'GET', '/nodes', { engine });
    return new Map(body.nodes.map((node) => [node.node, node]));
  };

  /** Processes that run now. */
  function deployed(): number[] {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.map(Number).filter((pid) => {
      try {
        return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8')
          .split('\0')
          .includes(mark);
      } catch {
        return false;
      }
    });
  }

  it('has its things made elsewhere once they are declared gone, and none twice when it is back', async () => {
    const both = async () => {
      const all = await Promise.all(fleet.engines.map(nodes));
      return all.every((known) =>
        ['here', 'there'].every((node) => {
          const { workers = [], observers = [] } = known.get(node) ?? {};
          return workers.length > 0 && observers.length > 0;
        }),
      );
    };
    await waitFor(both, 'both nodes to be there', 30_000);
    const resources: Record<string, object> = {};
    for (let i = 0; i < THINGS; i += 1) {
      const properties = { command: '/bin/sh', args: ['-c', 'while :; do sleep 1; done', mark] };
      resources[`p${String(i)}`] = { type: 'Local::Process', properties };
    }
    const template = { heat_template_version: '2016-10-14', resources };
    const { body } = await call<{ stack: { id: string } }>(fleet, 'POST', '/stacks', {
      body: { stack_name: 'split', template },
    });
    const path = `/stacks/split/${body.stack.id}`;
    const status = async () =>
      (await call<{ stack: { stack_status: string } }>(fleet, 'GET', path)).body.stack.stack_status;
    await waitFor(async () => (await status()) === 'CREATE_COMPLETE', 'the stack to be made', 60_000);
    const things = (await nodes('engine-1')).get('there')?.things ?? 0;
    assert.ok(things > 0, 'the nodes share the things');
    // A shell that is about to become its `sleep` looks like one of them for a moment.
    await waitFor(() => deployed().length === THINGS, 'each to run once');

    const refused = await call(fleet, 'POST', '/nodes/there/forget', { alsoStatus: [409] });
    assert.equal(refused.status, 409);
    for (const name of ['worker-there', 'observer-there']) await fleet.end(name, 'SIGKILL');
    const isSilent = async (engine: string) => (await nodes(engine)).get('there')?.status === 'silent';
    await waitFor(() => isSilent('engine-1'), 'the node to be silent', 30_000);
    await waitFor(() => isSilent('engine-2'), 'the node to be silent for the other too', 30_000);
    const convergence = async () =>
      (await call<{ stack: { convergence: string } }>(fleet, 'GET', path)).body.stack.convergence;
    await waitFor(async () => (await convergence()) === 'unknown', 'the stack to be unknown', 30_000);
    assert.equal(await status(), 'CREATE_COMPLETE');
    await call(fleet, 'POST', '/nodes/there/forget', { engine: 'engine-1' });
    const areElsewhere = async () => (await nodes('engine-2')).get('here')?.things === THINGS;
    await waitFor(areElsewhere, 'its things to be made elsewhere', 60_000);
    await waitFor(() => deployed().length === THINGS + things, 'them to run', 30_000);
    assert.equal(await status(), 'CREATE_COMPLETE');
    assert.equal((await nodes('engine-2')).get('there')?.left_overs, things);

    for (const name of ['worker-there', 'observer-there']) fleet.start(name);
    await waitFor(() => deployed().length === THINGS, 'what is left over to go', 60_000);
    const isClean = async () => {
      const there = (await nodes('engine-1')).get('there');
      return there?.status === 'up' && there.left_overs + there.things === 0;
    };
    await waitFor(isClean, 'nothing to be left of it', 30_000);
    const { body: list } = await call<{ why: object[] }>(fleet, 'GET', `${path}/why`);
    assert.deepEqual(list.why, []);
    await call(fleet, 'DELETE', path);
    await waitFor(async () => (await status()) === 'DELETE_COMPLETE', 'the stack to go', 60_000);
    await waitFor(() => deployed().length === 0, 'none to be left');
  });
});
