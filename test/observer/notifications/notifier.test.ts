import assert from 'node:assert/strict';
import type { NotificationMessage } from '../../../lib/protocol/observer.js';
import { Notifier, type NotifiedEngine } from '../../../services/observer/notifications/notifier.js';
import { WatchedThings } from '../../../services/observer/notifications/watched-things.js';
import { ManualClock, settled } from '../../support/manual-clock.js';

class Engine implements NotifiedEngine {
  readonly heard: NotificationMessage[] = [];
  calls = 0;

  notified(notifications: readonly NotificationMessage[]): void {
    this.calls += 1;
    this.heard.push(...notifications);
  }

  get numbers(): number[] {
    return this.heard.map(({ number }) => number);
  }
}

describe('what is notified', () => {
  let clock: ManualClock;
  let notifier: Notifier;
  let outcomes: string[];
  beforeEach(() => {
    clock = new ManualClock();
    notifier = new Notifier({ clock, defer: setImmediate, answerMs: 60_000 });
    outcomes = [];
  });
  const notify = async (...ids: string[]): Promise<void> => {
    for (const id of ids)
      void notifier
        .notify([{ type: 'Test::Thing', physicalIds: [id] }])
        .then((one) => outcomes.push(`${id} ${one}`));
    await settled();
  };

  it('goes to every engine, what comes in one breath together, and is over once all have answered', async () => {
    const [one, other] = [new Engine(), new Engine()];
    notifier.opened(one);
    notifier.opened(other);
    await notify('a', 'b');
    assert.equal(one.calls, 1);
    assert.deepEqual(one.heard, other.heard);
    notifier.answered(one, one.numbers);
    await settled();
    assert.deepEqual(outcomes, []);
    notifier.answered(other, one.numbers.slice(1));
    await settled();
    assert.deepEqual(outcomes, ['b looked']);
    assert.equal(notifier.open, 1);
  });

  it('waits for an engine while there is none, and is told to the first that comes', async () => {
    await notify('a');
    await clock.pass(600_000);
    assert.deepEqual(outcomes, []);
    const engine = new Engine();
    notifier.opened(engine);
    notifier.answered(engine, engine.numbers);
    await settled();
    assert.deepEqual(outcomes, ['a looked']);
  });

  it('is told to the others again when an engine goes that has not answered', async () => {
    const [one, other] = [new Engine(), new Engine()];
    notifier.opened(one);
    notifier.opened(other);
    await notify('a');
    notifier.answered(other, other.numbers);
    notifier.closed(one);
    assert.equal(other.heard.length, 2);
    await settled();
    assert.deepEqual(outcomes, []);
    notifier.answered(other, other.numbers);
    await settled();
    assert.deepEqual(outcomes, ['a looked']);
  });

  it('is told once more to an engine that comes back', async () => {
    const engine = new Engine();
    notifier.opened(engine);
    await notify('a');
    notifier.closed(engine);
    notifier.answered(engine, engine.numbers);
    notifier.opened(engine);
    assert.equal(engine.heard.length, 2);
    notifier.answered(engine, engine.numbers);
    await settled();
    assert.deepEqual(outcomes, ['a looked']);
  });

  it('is late when an engine that is there does not answer', async () => {
    notifier.opened(new Engine());
    await notify('a');
    await clock.pass(59_000);
    assert.deepEqual(outcomes, []);
    await clock.pass(2_000);
    assert.deepEqual(outcomes, ['a late']);
    assert.equal(notifier.open, 0);
  });

  it('ends with the notifier, and nothing is taken after that', async () => {
    notifier.opened(new Engine());
    await notify('a');
    notifier.stop();
    await notify('b');
    assert.deepEqual(outcomes, ['a stopped', 'b stopped']);
  });

  it('is over at once when it is about nothing', async () => {
    assert.equal(await notifier.notify([]), 'looked');
    assert.equal(await notifier.notify([{ type: 'Test::Thing', physicalIds: [] }]), 'looked');
  });
});

describe('what is watched', () => {
  it('is told to the source of its type once, however many engines want it', () => {
    const said: string[] = [];
    const source = {
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
      watched: (type: string, id: string) => said.push(`+${type} ${id}`),
      unwatched: (type: string, id: string) => said.push(`-${type} ${id}`),
    };
    const things = new WatchedThings(new Map([['Test::Thing', source]]));
    for (const id of ['a', 'a', 'b']) things.watched('Test::Thing', id);
    things.watched('Test::Other', 'a');
    things.unwatched('Test::Thing', 'a');
    assert.deepEqual(said, ['+Test::Thing a', '+Test::Thing b']);
    things.unwatched('Test::Thing', 'a');
    things.unwatched('Test::Thing', 'a');
    assert.deepEqual(said.slice(2), ['-Test::Thing a']);
  });
});
