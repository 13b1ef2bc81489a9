import assert from 'node:assert/strict';
import type { GetMessage } from 'amqplib';
import type { AmqpSource } from '../../../services/observer/notifications/amqp/source.js';
import { theBroker, type Broker } from '../../support/rabbitmq.js';
import { waitFor } from '../../support/wait-for.js';
import { AmqpBench, TYPE } from './amqp-bench.js';
import { Hearing, sourceConformance } from './source-conformance.js';

sourceConformance('a queue of RabbitMQ', async (suite) => {
  const broker = await theBroker(suite);
  if (!broker) throw new Error('the suite was skipped');
  const bench = new AmqpBench(broker);
  await bench.declare();
  return {
    source: bench.source(),
    type: TYPE,
    ids: ['a', 'b', 'c'],
    happen: (id) => bench.publish({ ids: [id] }),
    close: () => bench.close(),
  };
});

describe('notifications of RabbitMQ', function () {
  this.timeout(60_000);
  let broker: Broker;
  let bench: AmqpBench;
  let hearing: Hearing;
  let sources: AmqpSource[];
  before(async function () {
    const there = await theBroker(this);
    if (there) broker = there;
  });
  beforeEach(() => {
    bench = new AmqpBench(broker);
    hearing = new Hearing();
    sources = [];
  });
  afterEach(async () => {
    for (const source of sources) await source.stop();
    await bench.close();
  });
  const listen = async (to = hearing): Promise<AmqpSource> => {
    const source = bench.source();
    sources.push(source);
    await source.start(to.notify);
    await waitFor(() => source.consuming === 1, 'the queue to be consumed', 30_000);
    return source;
  };
  const deadLetter = async (): Promise<GetMessage> => {
    let found: GetMessage | undefined;
    await waitFor(async () => (found = await bench.deadLetter()) !== undefined, 'a dead letter');
    assert.ok(found);
    return found;
  };
  const acknowledged = () => bench.results.filter((result) => result === 'acknowledged').length;

  it('come to one of the observers each', async () => {
    await bench.declare();
    const others = [new Hearing(), new Hearing()];
    for (const one of [hearing, ...others]) await listen(one);
    for (let i = 0; i < 60; i++) await bench.publish({ ids: [String(i)] });
    await waitFor(() => acknowledged() === 60, 'all to be acknowledged');
    const all = [hearing, ...others].flatMap(({ heard }) => heard.flatMap(({ physicalIds }) => physicalIds));
    assert.equal(all.length, 60);
    assert.equal(new Set(all).size, 60);
    assert.ok([hearing, ...others].every(({ heard }) => heard.length > 0));
  });

  it('are kept until a look is stored, and come to another observer when the first one is gone', async () => {
    await bench.declare();
    hearing.answer = () => new Promise(() => undefined);
    const first = await listen();
    await bench.publish({ ids: ['a'] });
    await waitFor(() => hearing.of('a') === 1, 'it to be heard');
    assert.equal(acknowledged(), 0);
    const second = new Hearing();
    await listen(second);
    await first.stop();
    await waitFor(() => second.of('a') === 1, 'the other one to hear it');
    await waitFor(() => acknowledged() === 1, 'it to be acknowledged');
  });

  it('that nobody can read go to the dead letters, as they were, with the reason', async () => {
    await bench.declare();
    await listen();
    await bench.publish(Buffer.from('{"ids":'));
    const broken = await deadLetter();
    assert.equal(broken.content.toString(), '{"ids":');
    assert.match(String(broken.properties.headers?.['isotherm-reason']), /the body is not JSON/);
    assert.equal(broken.properties.headers?.['isotherm-routing-key'], 'notifications.info');
    assert.equal(broken.properties.headers?.['isotherm-exchange'], bench.exchange);
    assert.equal(broken.properties.headers?.['mine'], 'yes');
    await bench.publish({ ids: 'a' });
    assert.match(
      String((await deadLetter()).properties.headers?.['isotherm-reason']),
      /ids: .*expected array/,
    );
    await bench.publish({ ids: ['fine'] });
    await waitFor(() => hearing.of('fine') === 1, 'the next one');
    await waitFor(() => acknowledged() === 3, 'all to be acknowledged');
    assert.equal(await bench.waiting(), 0);
  });

  it('whose things could not be looked at in time go to the dead letters and make room', async () => {
    bench = new AmqpBench(broker, { prefetch: 1 });
    await bench.declare();
    let late = 0;
    hearing.answer = ([first]) =>
      Promise.resolve(first?.physicalIds.includes('never') === true && (late += 1) ? 'late' : 'looked');
    await listen();
    await bench.publish({ ids: ['never'] });
    await bench.publish({ ids: ['a'] });
    await waitFor(() => hearing.of('a') === 1, 'the one behind it');
    assert.match(String((await deadLetter()).properties.headers?.['isotherm-reason']), /in time/);
    assert.equal(late, 1);
  });

  it('are at most as many at once as an observer takes', async () => {
    bench = new AmqpBench(broker, { prefetch: 5 });
    await bench.declare();
    const answers: (() => void)[] = [];
    hearing.answer = () =>
      new Promise((resolve) => {
        answers.push(() => {
          resolve('looked');
        });
      });
    await listen();
    for (let i = 0; i < 12; i++) await bench.publish({ ids: [String(i)] });
    await waitFor(() => answers.length === 5, 'five');
    await waitFor(async () => (await bench.waiting()) === 7, 'the others to wait');
    assert.equal(answers.length, 5);
    for (let i = 0; i < 12; i++) {
      await waitFor(() => answers.length > i, 'the next one');
      answers[i]?.();
    }
    await waitFor(() => acknowledged() === 12, 'all to be acknowledged');
  });

  it('are heard once their exchange is declared, by whomever', async () => {
    await listen();
    assert.match(bench.lines.join(''), /an exchange cannot be bound to/);
    await bench.declare();
    await waitFor(async () => {
      await bench.publish({ ids: ['a'] });
      return hearing.of('a') > 0;
    }, 'it to be heard');
  });

  it('are heard again when the queue was removed', async () => {
    await bench.declare();
    const source = await listen();
    await (await bench.open()).deleteQueue(bench.queue);
    await waitFor(() => source.consuming === 0, 'it to be noticed');
    await waitFor(() => source.consuming === 1, 'the queue to be consumed again');
    await bench.publish({ ids: ['a'] });
    await waitFor(() => hearing.of('a') === 1, 'it to be heard');
  });

  it('are heard again after the broker was away, with those that waited there', async () => {
    await bench.declare();
    const source = await listen();
    hearing.answer = () => new Promise(() => undefined);
    await bench.publish({ ids: ['before'] });
    await waitFor(() => hearing.of('before') === 1, 'it to be heard');
    await broker.stop();
    await waitFor(() => source.consuming === 0, 'it to be noticed');
    hearing.answer = () => Promise.resolve('looked');
    await broker.start();
    await waitFor(() => source.consuming === 1, 'the queue to be consumed again', 30_000);
    await waitFor(() => hearing.of('before') === 2, 'what was not acknowledged to come again');
    await bench.publish({ ids: ['after'] });
    await waitFor(() => hearing.of('after') === 1, 'it to be heard');
    await waitFor(async () => (await bench.waiting()) === 0, 'nothing to be left');
  });

  it('are dialled for without a word of the password', async () => {
    await bench.declare();
    const { config } = bench;
    const wrong = new URL(broker.url);
    wrong.password = 'hush%40hush';
    config.urls.unshift(wrong.toString(), 'amqp://guest:hush%40hush@127.0.0.1:1');
    await listen();
    const said = bench.lines.join('');
    assert.match(said, /the broker cannot be reached/);
    assert.doesNotMatch(said, /hush|guest:guest/);
  });
});
