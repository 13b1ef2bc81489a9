import assert from 'node:assert/strict';
import { connect, type ChannelModel } from 'amqplib';
import type { Engine } from '../../services/engine/engine.js';
import { theBroker, type Broker } from '../support/rabbitmq.js';
import { waitFor } from '../support/wait-for.js';
import { SeveralEngines } from '../support/several-engines.js';
import { inOrder } from './webhook-receiver.js';

interface Heard {
  readonly key: string;
  readonly type: string;
  readonly messageId: string;
  readonly timestamp: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

describe('events published to a broker', function () {
  this.timeout(120_000);
  let broker: Broker;
  let engines: SeveralEngines;
  let connection: ChannelModel | undefined;
  const heard: Heard[] = [];
  const settings = (url = broker.url) => ({
    events: {
      gatherMs: 0,
      backoff: { baseMs: 10, capMs: 100 },
      amqp: { urls: [url], exchange: 'events', reconnect: { baseMs: 50, capMs: 200 } },
    },
  });
  const sequences = (id: string) => {
    const mine = heard.filter(({ payload }) => payload['stack_identity'] === id);
    return mine.map(({ payload }) => Number(payload['sequence']));
  };
  const listen = async () => {
    const opened = await connect(broker.url);
    connection = opened;
    opened.on('error', () => undefined);
    const channel = await opened.createChannel();
    await channel.assertExchange('events', 'topic', { durable: true });
    await channel.assertQueue('all', { durable: true });
    await channel.bindQueue('all', 'events', 'notifications.#');
    await channel.consume('all', (message) => {
      if (!message) return;
      const envelope = JSON.parse(message.content.toString()) as Record<string, string>;
      assert.equal(envelope['oslo.version'], '2.0');
      const inner = JSON.parse(envelope['oslo.message'] ?? '') as Record<string, string> & {
        payload: Heard['payload'];
      };
      heard.push({
        key: message.fields.routingKey,
        type: inner['event_type'] ?? '',
        messageId: inner['message_id'] ?? '',
        timestamp: inner['timestamp'] ?? '',
        payload: inner.payload,
      });
      channel.ack(message);
    });
  };
  const allCame = async (id: string) => {
    const last = await engines.newest(id);
    await waitFor(() => sequences(id).includes(last), 'the newest event to be heard', 30_000);
    assert.ok(inOrder(sequences(id), last), sequences(id).join(' '));
  };

  before(async function () {
    const there = await theBroker(this);
    if (!there) return;
    broker = there;
    engines = await SeveralEngines.open();
    await listen();
  });
  after(async () => {
    await connection?.close().catch(() => undefined);
    await (engines as SeveralEngines | undefined)?.close();
  });

  let engine: Engine;

  it('come as notifications of oslo.messaging, with the types of Heat', async () => {
    engine = await engines.start('one', settings());
    const id = await engines.make(engine, 'shop', 30);
    await allCame(id);
    const [first] = heard;
    assert.equal(first?.type, 'orchestration.stack.create.start');
    assert.equal(first.key, 'notifications.info');
    assert.equal(first.messageId, first.payload['event_id']);
    assert.match(first.timestamp, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
    assert.equal(heard.filter(({ type }) => type === 'orchestration.resource.create.end').length, 30);
    assert.equal(heard.at(-1)?.type, 'orchestration.stack.create.end');
  });

  it('that happen while it is away come when it is back, and nothing waits for it', async () => {
    const before = await engines.make(engine, 'before', 30);
    await broker.stop();
    const meanwhile = await Promise.all(['a', 'b', 'c'].map((name) => engines.make(engine, name, 20)));
    const failed = async () =>
      /events_failures_total\{sink="amqp"\} [1-9]/.test(await engine.metrics.registry.metrics());
    await waitFor(failed, 'the engine to say that events are not taken');
    await broker.start();
    await listen();
    for (const id of [before, ...meanwhile]) await allCame(id);
  });

  it('go on where an engine has stopped', async () => {
    await broker.stop();
    const id = await engines.make(engine, 'later', 10);
    await engines.stop(engine);
    await broker.start();
    await listen();
    await engines.start('two', settings());
    await allCame(id);
  });
});
