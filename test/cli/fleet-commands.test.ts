import assert from 'node:assert/strict';
import { memoryServer, type MemoryServer } from '../support/memory-server.js';
import { runCli } from '../support/run-cli.js';

describe('CLI: the fleet', function () {
  this.timeout(20_000);
  let server: MemoryServer;
  before(async () => {
    server = await memoryServer();
  });
  after(() => server.close());
  const cli = (...args: string[]) => runCli(args, { ISOTHERM_DATA: server.directory });

  it('lists services', async () => {
    const { code, out } = await cli('services');
    assert.equal(code, 0);
    const lines = out.split('\n').map((line) => line.split(/ {2,}/));
    assert.deepEqual(lines.slice(0, 2), [
      ['KIND', 'ID', 'NODE', 'VERSION', 'STATUS', 'SHARDS', 'STACKS', 'QUEUED', 'JOBS', 'PARKED', 'WATCHES', 'FREE'],
      ['engine', 'e1', 'h1', '1.2.3', 'up', '256', '3', '1', '2', '4', '5', '-'],
    ]); // prettier-ignore
    assert.deepEqual(JSON.parse((await cli('services', '--json')).out).length, 4);
  });

  it('drains a worker, and takes that back', async () => {
    assert.equal((await cli('worker', 'drain', 'w1')).out, 'Worker w1 takes nothing more; it runs 2 jobs.\n');
    assert.match((await cli('services')).out, /^worker +w1 +n1 +1\.2\.3 +up, draining/m);
    assert.equal((await cli('worker', 'undrain', 'w1')).out, 'Worker w1 takes jobs again.\n');
    const { code, err } = await cli('worker', 'drain', 'w9');
    assert.equal(code, 4);
    assert.match(err, /No worker w9 is connected/);
  });

  it('lists nodes, and what lives on one', async () => {
    const { out } = await cli('node', 'list');
    assert.equal(
      out,
      'NODE  STATUS  WORKERS  OBSERVERS  THINGS  LEFT OVER\n' +
        'n1    up      w1       o1         1       0\n' +
        'n2    silent                      2       0\n',
    );
    assert.match((await cli('node', 'show', 'n2')).out, /^shop\.db +Memory::Thing +db-1 +default$/m);
    assert.equal((await cli('node', 'show', 'n9')).code, 4);
  });

  it('forgets a node that is silent, and no other', async () => {
    const refused = await cli('node', 'forget', 'n1');
    assert.equal(refused.code, 5);
    assert.match(refused.err, /Node n1 is not silent: w1 runs there/);
    const { code, out } = await cli('node', 'forget', 'n2');
    assert.equal(code, 0);
    assert.match(out, /^shop\.db .*\n.*\n2 things of node n2 are declared gone\.\n$/m);
    assert.match((await cli('node', 'list')).out, /^n2 +silent +0 +1$/m);
  });
});
