import assert from 'node:assert/strict';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { waitFor } from '../support/wait-for.js';

describe('failures', function () {
  this.timeout(30_000);
  let bench: EngineBench;

  before(async () => {
    bench = await EngineBench.open();
  });
  after(() => bench.close());

  it('are rows, with what the handler said, the root cause first', async () => {
    const things = { a: { kind: 'a' }, b: { kind: 'b', depends_on: 'a' }, c: { kind: 'c' } };
    const id = await bench.create('shop', templateOf(things));
    bench.peers.fails('update b', 'b is full');
    bench.peers.fails('update c', 'c is full');
    bench.peers.hanging.add('update b');
    const size = (of: object) =>
      Object.fromEntries(Object.entries(of).map(([k, v]) => [k, { ...v, size: 2 }]));
    await bench.useCases.updateStack(TENANT, id, { template: templateOf(size(things)) }, { existing: false });
    const list = () => bench.useCases.listFailures(TENANT, id);
    await waitFor(async () => (await list()).length === 1, 'c to fail');
    bench.peers.release('update b');
    await bench.reaches(id, 'UPDATE_FAILED');
    await waitFor(
      async () => (await list()).every(({ output }) => output.length > 0),
      'the log to be stored',
    );
    const failures = await list();
    assert.deepEqual(
      failures.map(({ path, action, attempt, cause, output, retried }) => [
        path,
        action,
        attempt,
        cause,
        output,
        retried,
      ]),
      [
        ['shop.c', 'UPDATE', 1, 'c is full', ['update c: c is full'], false],
        ['shop.b', 'UPDATE', 1, 'b is full', ['update b: b is full'], false],
      ],
    );
    assert.deepEqual(
      new Set(failures.map(({ physicalId }) => physicalId)),
      new Set([bench.peers.idOf('b'), bench.peers.idOf('c')]),
    );
    bench.peers.mend();
    await bench.useCases.updateStack(TENANT, id, {}, { existing: true });
    await bench.reaches(id, 'UPDATE_COMPLETE');
    assert.deepEqual(await list(), [], 'what is overcome is none any more');
  });

  it('are told of what cannot be worked out too, before what failed after it', async () => {
    const joined = { list_join: [',', { get_attr: ['z', 'address'] }] };
    const template = {
      heat_template_version: '2018-08-31',
      resources: {
        z: { type: 'Test::Thing', properties: { kind: 'z' } },
        y: { type: 'Test::Thing', properties: { kind: 'y', peer: joined } },
        x: { type: 'Test::Thing', properties: { kind: 'x' } },
      },
    };
    bench.peers.fails('create x', 'no room');
    const id = await bench.create('fault', template, {}, 'CREATE_FAILED');
    const failures = await bench.useCases.listFailures(TENANT, id);
    const [y, x] = failures;
    assert.deepEqual([failures.length, y?.resource, y?.action, y?.attempt], [2, 'y', 'CREATE', 0]);
    assert.match(y?.cause ?? '', /list_join/);
    assert.deepEqual([x?.resource, x?.cause], ['x', 'no room']);
  });

  it('begin with the one that the reason of the status names, whatever fails later', async () => {
    const things = { c: { kind: 'c' }, a: { kind: 'a' }, b: { kind: 'b' } };
    const id = await bench.create('names', templateOf(things));
    const agree = async (first: string) => {
      const [root] = await bench.useCases.listFailures(TENANT, id);
      const { statusReason } = await bench.useCases.showStack(TENANT, id);
      return (
        root?.resource === first &&
        statusReason === `Resource ${root.action} failed: resources.${first}: ${root.cause}`
      );
    };
    for (const name of ['a', 'b', 'c']) bench.peers.fails(`update ${name}`, `${name} is full`);
    for (const name of ['b', 'c']) bench.peers.hanging.add(`update ${name}`);
    const larger = Object.fromEntries(Object.entries(things).map(([k, v]) => [k, { ...v, size: 2 }]));
    await bench.useCases.updateStack(TENANT, id, { template: templateOf(larger) }, { existing: false });
    const failed = async (n: number) => (await bench.useCases.listFailures(TENANT, id)).length === n;
    await waitFor(() => failed(1), 'a to fail');
    bench.peers.release('update b');
    await waitFor(() => failed(2), 'b to fail');
    bench.peers.release('update c');
    await bench.reaches(id, 'UPDATE_FAILED');
    await waitFor(() => agree('a'), 'status and failures to name a');

    bench.peers.mend();
    await bench.useCases.updateStack(TENANT, id, {}, { existing: true });
    await bench.reaches(id, 'UPDATE_COMPLETE');
  });

  it('tell of a rollback whose reason no resource is', async () => {
    const things = { d: { kind: 'd' } };
    const id = await bench.create('back', templateOf(things), { disableRollback: false });
    bench.peers.hanging.add('update d');
    const template = templateOf({ d: { kind: 'd', size: 2 } });
    await bench.useCases.updateStack(TENANT, id, { template }, { existing: false });
    await bench.reaches(id, 'UPDATE_IN_PROGRESS');
    await bench.useCases.requests.act(TENANT, id, 'cancel_update');
    bench.peers.release('update d');
    await bench.reaches(id, 'ROLLBACK_COMPLETE');
    const failures = await bench.useCases.listFailures(TENANT, id);
    assert.deepEqual(
      failures.map(({ resource, type, cause }) => [resource, type, cause]),
      [['back', 'OS::Heat::Stack', 'Stack UPDATE cancelled']],
    );
  });
});
