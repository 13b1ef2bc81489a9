import assert from 'node:assert/strict';
import { Gauge, Registry } from 'prom-client';
import { StatusServer } from '../../lib/http-status.js';
import { silentLogger } from '../../lib/log.js';

describe('health, readiness and metrics', () => {
  const registry = new Registry();
  const gauge = new Gauge({ name: 'test_things', help: 'Things', registers: [registry] });
  let waitsFor: string | undefined;
  const serve = (port: number): StatusServer =>
    new StatusServer({
      listen: { host: '127.0.0.1', port },
      registry,
      waitsFor: () => waitsFor,
      log: silentLogger,
    });
  const server = serve(0);
  before(() => server.start());
  after(() => server.stop());

  const ask = async (path: string): Promise<[number, string]> => {
    const response = await fetch(`http://${server.address}${path}`);
    return [response.status, await response.text()];
  };

  it('are told at their paths and nowhere else', async () => {
    gauge.set(3);
    assert.deepEqual(await ask('/healthz?verbose'), [200, 'ok\n']);
    waitsFor = 'a worker';
    assert.deepEqual(await ask('/readyz'), [503, 'waiting for a worker\n']);
    waitsFor = undefined;
    assert.deepEqual(await ask('/readyz'), [200, 'ready\n']);
    assert.match((await ask('/metrics'))[1], /^test_things 3$/m);
    assert.equal((await ask('/'))[0], 404);
  });

  it('fail loudly on an address that is taken', async () => {
    const port = Number(server.address.split(':')[1]);
    await assert.rejects(serve(port).start(), {
      code: 'config.invalid',
      message: new RegExp(`127\\.0\\.0\\.1:${String(port)}`),
    });
  });
});
