import assert from 'node:assert/strict';
import { settled } from '../support/manual-clock.js';
import { ListedWorld, pollerOf, Reports, watch, World, type PollerUnderTest } from './poller-under-test.js';

describe('a watch', () => {
  let at: PollerUnderTest<World>;
  beforeEach(() => {
    at = pollerOf((clock) => new World(clock));
  });

  it('of an awaited thing looks at once, then with pauses that grow to the longest', async () => {
    at.poller.assign(at.reports, [watch({ awaited: true })]);
    await at.clock.pass(12_000);
    assert.deepEqual(at.world.times(), [0, 500, 1_250, 2_380, 4_060, 6_590, 10_390]);
    await at.clock.pass(20_000);
    const last = at.world.times().slice(-2) as [number, number];
    assert.equal(last[1] - last[0], 5_000);
  });

  it('of a settled thing looks in its period, the first time somewhere within it', async () => {
    at.poller.assign(at.reports, [
      watch(),
      watch({ instanceId: 's1/2', physicalId: 'p2', periodMs: 10_000 }),
    ]);
    await at.clock.pass(100_000);
    const of = (id: string): number[] => at.world.looks.filter((l) => l.id === id).map((l) => l.at);
    assert.deepEqual(of('p1'), [30_000, 90_000]);
    assert.deepEqual(
      of('p2'),
      [5_000, 15_000, 25_000, 35_000, 45_000, 55_000, 65_000, 75_000, 85_000, 95_000],
    );
  });

  it('uses the period of its provider where the engine names none', async () => {
    at = pollerOf((clock) => new World(clock), {
      periodOf: (type) => (type === 'Test::Thing' ? 5_000 : undefined),
    });
    at.poller.assign(at.reports, [watch()]);
    await at.clock.pass(10_000);
    assert.deepEqual(at.world.times(), [2_500, 7_500]);
  });

  it('reports only what changed', async () => {
    at.world.state = { status: 'pending' };
    at.poller.assign(at.reports, [watch({ awaited: true })]);
    await at.clock.pass(3_000);
    assert.deepEqual(at.reports.statuses, ['pending']);
    at.world.state = { status: 'ready', attributes: { port: 1 } };
    await at.clock.pass(3_000);
    at.world.state = { status: 'ready', attributes: { port: 2 } };
    await at.clock.pass(10_000);
    assert.deepEqual(
      at.reports.things.map(({ observation }) => [observation.status, observation.attributes]),
      [
        ['pending', ''],
        ['ready', '{"port":1}'],
        ['ready', '{"port":2}'],
      ],
    );
  });

  it('reports the next look whatever it sees when asked to, not the same moment again', async () => {
    at.world.state = { status: 'absent' };
    at.poller.assign(at.reports, [watch({ awaited: true })]);
    await settled();
    assert.deepEqual(at.reports.statuses, ['absent']);
    at.poller.assign(at.reports, [watch({ awaited: false, reportNext: true })]);
    await at.clock.pass(490);
    assert.equal(at.world.looks.length, 1);
    await at.clock.pass(10);
    assert.deepEqual(at.reports.statuses, ['absent', 'absent']);
    await at.clock.pass(120_000);
    assert.deepEqual(at.reports.statuses, ['absent', 'absent']);
    assert.deepEqual(
      at.reports.things.map(({ sequence }) => sequence),
      [1, 2],
    );
  });

  it('reports anew in a new epoch', async () => {
    at.world.state = { status: 'ready' };
    at.poller.assign(at.reports, [watch({ awaited: true })]);
    await settled();
    at.poller.assign(at.reports, [watch({ awaited: true, epoch: 2 })]);
    await settled();
    assert.deepEqual(
      at.reports.things.map(({ epoch, sequence }) => [epoch, sequence]),
      [
        [1, 1],
        [2, 2],
      ],
    );
  });

  it('says nothing of a look that began in an epoch that is over, and looks again', async () => {
    let open = (): void => undefined;
    at.world.gate = new Promise((resolve) => {
      open = resolve;
    });
    at.world.state = { status: 'ready' };
    at.poller.assign(at.reports, [watch({ awaited: true })]);
    await settled();
    at.world.state = { status: 'absent' };
    at.poller.assign(at.reports, [watch({ awaited: true, epoch: 2 })]);
    await settled();
    assert.equal(at.world.looks.length, 1, 'never two looks of a thing at once');
    at.world.gate = undefined;
    open();
    await settled();
    assert.deepEqual(
      at.reports.things.map((t) => [t.epoch, t.observation.status]),
      [[2, 'absent']],
    );
  });

  it('ignores an epoch that is over', async () => {
    at.poller.assign(at.reports, [watch({ epoch: 3, awaited: true })]);
    at.poller.assign(at.reports, [watch({ epoch: 2, physicalId: 'old', awaited: true })]);
    await at.clock.pass(5_000);
    assert.ok(at.world.looks.every(({ id }) => id === 'p1'));
  });

  it('ends with unwatch, but not with one of an owner that lost it', async () => {
    const other = new Reports();
    at.poller.assign(at.reports, [watch({ awaited: true })]);
    await settled();
    at.poller.assign(other, [watch({ awaited: true, epoch: 2 })]);
    at.poller.unwatch(at.reports, ['s1/1']);
    await at.clock.pass(1_000);
    assert.deepEqual(other.statuses, ['pending']);
    at.poller.release(other);
    const looks = at.world.looks.length;
    await at.clock.pass(60_000);
    assert.equal(at.world.looks.length, looks);
    assert.equal(at.poller.watched, 0);
  });

  it('that fails reports nothing, and is tried again with pauses that grow', async () => {
    at.world.state = new Error('no route');
    at.poller.assign(at.reports, [watch({ awaited: true, reportNext: true })]);
    await at.clock.pass(8_000);
    assert.deepEqual(at.world.times(), [0, 500, 1_500, 3_500, 7_500]);
    assert.deepEqual(at.reports.things, []);
    at.world.state = { status: 'ready' };
    await at.clock.pass(20_000);
    assert.deepEqual(at.reports.statuses, ['ready']);
  });

  it('that hangs is given up after its time', async () => {
    at = pollerOf((clock) => new World(clock), { lookConcurrency: 1, lookTimeoutMs: 3_000 });
    at.world.gate = new Promise(() => undefined);
    at.poller.assign(at.reports, [watch({ awaited: true }), watch({ instanceId: 's1/2', awaited: true })]);
    await at.clock.pass(2_000);
    assert.equal(at.world.looks.length, 1);
    at.world.gate = undefined;
    await at.clock.pass(1_500);
    assert.ok(at.world.looks.length > 1);
    assert.ok(at.reports.things.length > 0);
  });

  it('of an unknown type harms no other', async () => {
    at.poller.assign(at.reports, [
      watch({ instanceId: 's1/9', type: 'Other::Thing', awaited: true }),
      watch({ awaited: true }),
    ]);
    await at.clock.pass(1_000);
    assert.deepEqual(
      at.reports.things.map(({ instanceId }) => instanceId),
      ['s1/1'],
    );
  });
});

describe('many watches', () => {
  it('are looked at with bounded concurrency, awaited ones first', async () => {
    const at = pollerOf((clock) => new World(clock), { lookConcurrency: 3, periodMs: 1_000 });
    let open = (): void => undefined;
    at.world.gate = new Promise((resolve) => {
      open = resolve;
    });
    const settledOnes = Array.from({ length: 10 }, (_, i) =>
      watch({ instanceId: `s/${String(i)}`, physicalId: `s${String(i)}` }),
    );
    at.poller.assign(at.reports, settledOnes);
    await at.clock.pass(500);
    at.poller.assign(at.reports, [watch({ instanceId: 'a', physicalId: 'urgent', awaited: true })]);
    await settled();
    assert.equal(at.world.underWay, 3);
    open();
    await settled();
    assert.equal(at.world.looks[3]?.id, 'urgent');
    assert.equal(at.world.looks.length, 11);
    assert.equal(at.world.mostUnderWay, 3);
  });

  it('of a type with a list call are asked for together', async () => {
    const at = pollerOf((clock) => new ListedWorld(clock));
    at.world.state = { status: 'ready' };
    const watches = Array.from({ length: 700 }, (_, i) =>
      watch({ instanceId: `s/${String(i)}`, physicalId: `p${String(i)}`, awaited: true }),
    );
    at.poller.assign(at.reports, watches);
    await settled();
    assert.deepEqual(
      at.world.calls.map((ids) => ids.length),
      [500, 200],
    );
    assert.equal(at.reports.things.length, 700);
    assert.equal(new Set(at.world.calls.flat()).size, 700);
  });

  it('need one timer, however many they are', async () => {
    const at = pollerOf((clock) => new World(clock));
    const watches = Array.from({ length: 20_000 }, (_, i) => watch({ instanceId: `s/${String(i)}` }));
    at.poller.assign(at.reports, watches);
    assert.equal(at.clock.pending, 1);
    at.poller.assign(
      at.reports,
      watches.map((w) => ({ ...w, epoch: 2 })),
    );
    assert.equal(at.clock.pending, 1);
    await at.clock.pass(60_000);
    assert.equal(at.world.looks.length, 20_000);
    assert.equal(at.clock.pending, 1);
  });
});
