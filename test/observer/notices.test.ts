import assert from 'node:assert/strict';
import { settled } from '../support/manual-clock.js';
import { pollerOf, watch, World, type PollerUnderTest } from './poller-under-test.js';

describe('a notice', () => {
  let at: PollerUnderTest<World>;
  beforeEach(() => {
    at = pollerOf((clock) => new World(clock));
    at.world.state = { status: 'ready' };
  });
  const notice = async (number: number, instanceId = 's1/1'): Promise<void> => {
    at.poller.notice(at.reports, [{ instanceId, number }]);
    await settled();
  };
  const told = (): [string, number][] =>
    at.reports.things.map(({ observation, notice: number }) => [observation.status, number]);

  it('has the thing looked at now, and told, also when it is as it was', async () => {
    at.poller.assign(at.reports, [watch()]);
    await at.clock.pass(40_000);
    assert.deepEqual(told(), [['ready', 0]]);
    await notice(7);
    await at.clock.pass(1);
    assert.deepEqual(told(), [
      ['ready', 0],
      ['ready', 7],
    ]);
    assert.deepEqual(at.world.times(), [30_000, 40_000]);
    await at.clock.pass(60_000);
    assert.deepEqual(at.world.times(), [30_000, 40_000, 100_000], 'and in its period after that');
    assert.equal(told().length, 2);
  });

  it('is not met by a look that was under way: that one may have seen how it was before', async () => {
    let open = (): void => undefined;
    at.world.gate = new Promise((resolve) => (open = resolve));
    at.poller.assign(at.reports, [watch({ awaited: true })]);
    await at.clock.pass(10);
    assert.equal(at.world.underWay, 1);
    await notice(1);
    await notice(2);
    await at.clock.pass(100);
    at.world.gate = undefined;
    open();
    await at.clock.pass(500);
    assert.deepEqual(told(), [
      ['ready', 0],
      ['ready', 2],
    ]);
    assert.equal(at.world.looks.length, 2, 'one look for both');
  });

  it('that comes while the thing waits for its turn costs no further look', async () => {
    at = pollerOf((clock) => new World(clock), { lookConcurrency: 1 });
    at.world.state = { status: 'ready' };
    let open = (): void => undefined;
    at.world.gate = new Promise((resolve) => (open = resolve));
    const others = { instanceId: 's1/2', physicalId: 'p2' };
    at.poller.assign(at.reports, [watch(), watch(others)]);
    await notice(1, 's1/2');
    await notice(2);
    await notice(3);
    await notice(4);
    at.world.gate = undefined;
    open();
    await at.clock.pass(1_000);
    assert.deepEqual(
      at.world.looks.map(({ id }) => id),
      ['p2', 'p1'],
    );
    assert.deepEqual(told(), [
      ['ready', 1],
      ['ready', 4],
    ]);
  });

  it('stands until a look succeeds', async () => {
    at.world.state = new Error('the provider is away');
    at.poller.assign(at.reports, [watch()]);
    await notice(1);
    await at.clock.pass(600);
    assert.ok(at.world.looks.length >= 2);
    assert.deepEqual(told(), []);
    at.world.state = { status: 'ready' };
    await at.clock.pass(2_000);
    assert.deepEqual(told(), [['ready', 1]]);
  });

  it('ends with its epoch, and counts anew when it is given again', async () => {
    at.poller.assign(at.reports, [watch()]);
    await notice(1);
    await at.clock.pass(1);
    at.poller.assign(at.reports, [watch({ epoch: 2 })]);
    await notice(1);
    await at.clock.pass(1);
    assert.deepEqual(
      at.reports.things.map(({ epoch, notice: number }) => [epoch, number]),
      [
        [1, 1],
        [2, 1],
      ],
    );
  });

  it('has looks follow each other with a pause, however many come', async () => {
    at.poller.assign(at.reports, [watch()]);
    for (let i = 1; i <= 100; i++) {
      await notice(i);
      await at.clock.pass(10);
    }
    assert.ok(at.world.looks.length <= 3, `${String(at.world.looks.length)} looks in a second`);
    await at.clock.pass(500);
    assert.deepEqual(told().at(-1), ['ready', 100]);
  });

  it('of a watch that is gone, or another engine’s, is passed over', async () => {
    at.poller.assign(at.reports, [watch()]);
    await notice(1, 's1/9');
    at.poller.notice({ observed: () => undefined }, [{ instanceId: 's1/1', number: 1 }]);
    await at.clock.pass(100);
    assert.equal(at.world.looks.length, 0);
  });
});
