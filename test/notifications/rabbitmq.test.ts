import assert from 'node:assert/strict';
import { theBroker, type Broker } from '../support/rabbitmq.js';
import { waitFor } from '../support/wait-for.js';
import { NotifiedStage, type ObserverProcess } from './notified-stage.js';

const THINGS = Array.from({ length: 100 }, (_, i) => `thing-${String(i)}`);
const CHANGED = 30;
const ROUNDS = 10;
/** A thousand messages: ten about each thing, those of one thing among those of all others. */
const BURSTS = Array.from({ length: ROUNDS }, () => THINGS).flat();

describe('ten observers and a thousand messages about a hundred things', function () {
  this.timeout(120_000);
  let broker: Broker;
  let stage: NotifiedStage;
  let left: ObserverProcess;
  let right: ObserverProcess;
  before(async function () {
    const there = await theBroker(this);
    if (!there) return;
    broker = there;
    stage = await NotifiedStage.open(broker);
    [left, right] = await Promise.all([stage.startObservers('left', 5), stage.startObservers('right', 5)]);
    await stage.make('shop', THINGS);
    await stage.make('polled', ['polled-1', 'polled-2'], { periodMs: 200 });
    const watched = async () =>
      (await stage.sum([left, right], 'isotherm_observer_watches')) === THINGS.length + 2;
    await waitFor(watched, 'all to be watched');
  });
  after(async () => {
    await (stage as NotifiedStage | undefined)?.close();
  });
  const countsOf = (counts: Map<string, number>) => THINGS.map((thing) => counts.get(thing) ?? 0);
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const changeSome = (value: string): string[] => {
    const some = THINGS.slice(0, CHANGED);
    for (const thing of some) stage.change(thing, value);
    return some;
  };
  const areKnown = async (things: readonly string[], value: string): Promise<boolean> => {
    for (const thing of things) if ((await stage.known(thing)) !== value) return false;
    return true;
  };

  it('look at each thing once a burst, and write what has changed', async () => {
    await stage.writes();
    stage.looks();
    const changed = changeSome('first');
    await stage.tell(BURSTS);
    const all = async () => (await stage.messages([left, right], 'acknowledged')) === BURSTS.length;
    await waitFor(all, 'all messages to be acknowledged', 60_000);
    assert.ok(await areKnown(changed, 'first'), 'a change was missed');
    const looks = countsOf(stage.looks());
    assert.deepEqual(
      looks,
      THINGS.map(() => 1),
    );
    const writes = countsOf(await stage.writes());
    assert.deepEqual(
      writes,
      THINGS.map((_, i) => (i < CHANGED ? 1 : 0)),
    );
  });

  it('miss nothing when half of them are killed before they have acknowledged', async () => {
    await stage.writes();
    stage.looks();
    const all = [left, right];
    const before = await stage.messages(all, 'acknowledged');
    const changed = changeSome('second');
    await stage.tell(BURSTS);
    const held = async () => (await stage.sum([left], 'isotherm_observer_notifications_open')) > 0;
    await waitFor(held, 'those that will be killed to have messages');
    const acknowledged = await stage.messages(all, 'acknowledged');
    const byTheOthers = await stage.messages([right], 'acknowledged');
    await stage.kill(left);
    const rest = before + BURSTS.length - acknowledged;
    assert.ok(rest > 0, 'all was acknowledged before');
    const over = async () => (await stage.messages([right], 'acknowledged')) - byTheOthers >= rest;
    await waitFor(over, 'the other messages to be acknowledged', 60_000);
    assert.ok(await areKnown(changed, 'second'), 'a change was missed');
    const looks = countsOf(stage.looks());
    assert.ok(
      looks.every((count) => count >= 1),
      'a thing was not looked at',
    );
    // What was redelivered is a burst of its own.
    assert.ok(sum(looks) <= 2 * THINGS.length, `${String(sum(looks))} looks`);
    const writes = countsOf(await stage.writes());
    assert.deepEqual(
      writes,
      THINGS.map((_, i) => (i < CHANGED ? 1 : 0)),
    );
  });

  it('go on looking while the broker is away, and hear it again afterwards', async () => {
    await broker.stop();
    stage.change('polled-1', 'third');
    await waitFor(() => areKnown(['polled-1'], 'third'), 'polling to see it');
    await broker.start();
    const changed = changeSome('fourth');
    await stage.tell(changed);
    await waitFor(() => areKnown(changed, 'fourth'), 'the notified to be seen', 30_000);
    await waitFor(
      async () => (await stage.sum([right], 'isotherm_observer_notifications_open')) === 0,
      'nothing to be left open',
    );
  });
});
