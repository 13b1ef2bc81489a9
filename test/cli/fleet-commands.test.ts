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
});
