import assert from 'node:assert/strict';
import { PROTOCOL_VERSION } from '../../lib/protocol/observation.js';
import { Dispatcher } from '../../services/engine/app/dispatch.js';
import { FleetOrders } from '../../services/engine/app/fleet-orders.js';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { ManualClock } from '../support/manual-clock.js';
import { noLimits } from '../support/no-limits.js';
import { SERVER } from '../core/types.js';
import { waitFor } from '../support/wait-for.js';

const nothing = () => undefined;

describe('a drained worker', function () {
  this.timeout(30_000);

  const dispatcherWith = (...ids: string[]) => {
    const clock = new ManualClock();
    const dispatcher = new Dispatcher({
      clock, limits: noLimits(clock), leaseMs: 1_000, identity: { engineId: 'e', engines: [] },
      lost: nothing, overdue: nothing, unpushed: nothing, isOurs: () => false,
    }); // prettier-ignore
    for (const id of ids) connect(dispatcher, id);
    return dispatcher;
  };
  const connect = (dispatcher: Dispatcher, workerId: string) => {
    const types = [{ schema: SERVER, schemaHash: '', schemaText: '' }];
    dispatcher.connected(
      { send: nothing, close: nothing },
      {
        protocol: PROTOCOL_VERSION,
        version: '1',
        types,
        workerId,
        node: 'n',
        credits: 2,
        held: [],
        constraints: [],
      },
    );
  };

  it('is given nothing more: the others are', () => {
    const dispatcher = dispatcherWith('w1', 'w2');
    dispatcher.drain(new Set(['w1']));
    assert.deepEqual(dispatcher.place(SERVER.type, ''), { worker: 'w2', node: 'n' });
    assert.equal(dispatcher.freeFor({ type: SERVER.type, node: '' }), 2);
    dispatcher.drain(new Set(['w1', 'w2']));
    assert.equal(dispatcher.place(SERVER.type, ''), 'busy', 'they are there, and do not take it');
    dispatcher.drain(new Set());
    assert.deepEqual(dispatcher.place(SERVER.type, ''), { worker: 'w1', node: 'n' });
  });

  it('stays so when it connects anew, and goes on with what it runs', () => {
    const dispatcher = dispatcherWith('w1');
    const scope = noLimits(new ManualClock()).scope(SERVER.type, TENANT);
    dispatcher.take({ jobId: 'j', fence: 1, worker: 'w1', timeoutMs: 1_000, scope });
    dispatcher.drain(new Set(['w1']));
    assert.equal(dispatcher.inFlight, 1);
    connect(dispatcher, 'w1');
    assert.deepEqual(
      dispatcher.list().map(({ id, free, draining }) => [id, free, draining]),
      [['w1', 0, true]],
    );
    assert.equal(dispatcher.place(SERVER.type, ''), 'busy');
  });

  it('is known from rows, which are read until nothing has changed', async () => {
    const rows = [new Set(['a']), new Set(['a']), new Set<string>()];
    const drained: string[][] = [];
    const orders = new FleetOrders({
      drainedWorkers: () => Promise.resolve(rows.shift() ?? new Set()),
      drain: (workers) => drained.push([...workers]),
      gone: () => Promise.resolve(),
      revoked: () => Promise.resolve(),
      log: { warn: nothing },
    });
    await orders.refresh();
    await orders.refresh();
    assert.deepEqual(drained, [['a']], 'what has not changed is not done again');
    await orders.refresh();
    assert.deepEqual(drained, [['a'], []]);
  });

  it('is read no more once it stops, which waits for what was asked', async () => {
    let answer = nothing;
    let asked = 0;
    const orders = new FleetOrders({
      drainedWorkers: () => {
        asked += 1;
        return new Promise((resolve) => (answer = () => { resolve(new Set()); })); // prettier-ignore
      },
      drain: nothing,
      gone: () => Promise.resolve(),
      revoked: () => Promise.resolve(),
      log: { warn: nothing },
    });
    const first = orders.refresh();
    const again = orders.refresh();
    let hasStopped = false;
    const stopped = orders.stop().then(() => (hasStopped = true));
    await new Promise(setImmediate);
    assert.equal(hasStopped, false);
    answer();
    await Promise.all([first, again, stopped, orders.refresh()]);
    assert.equal(asked, 1);
  });

  it('of an engine is told in services, and work waits until it is back', async () => {
    const bench = await EngineBench.open();
    try {
      const { services } = bench.useCases;
      const { id: worker } = (await services.listServices()).find(({ kind }) => kind === 'worker')!;
      assert.equal((await services.drainWorker(worker)).draining, true);
      const { id } = await bench.useCases.createStack(TENANT, {
        name: 'late',
        template: templateOf({ a: {} }),
      });
      const waits = async () =>
        /busy or drained/.test((await bench.useCases.why(TENANT, id))[0]?.reason ?? '');
      await waitFor(waits, 'it to wait, and say so');
      assert.deepEqual((await services.listServices()).map(({ parked }) => parked)[0], 1);
      assert.equal((await services.undrainWorker(worker)).draining, false);
      await bench.reaches(id, 'CREATE_COMPLETE');
      await assert.rejects(services.drainWorker('nobody'), { code: 'service.not-found' });
      const { id: engine } = (await services.listServices()).find(({ kind }) => kind === 'engine')!;
      await assert.rejects(services.drainWorker(engine), { code: 'request.unsupported' });
      await services.drainWorker(worker);
      bench.peers.leave();
      const isAway = async () =>
        (await services.listServices()).some(
          ({ kind, up, draining }) => kind === 'worker' && !up && draining,
        );
      await waitFor(isAway, 'it to be told of while it is away');
      await services.undrainWorker(worker);
      assert.ok(!(await services.listServices()).some(({ kind }) => kind === 'worker'));
    } finally {
      await bench.close();
    }
  });
});
