import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { loadConfig, printConfig } from '../../lib/config.js';
import { engineConfig } from '../../services/engine/config.js';
import type { Engine } from '../../services/engine/engine.js';
import { waitFor } from '../support/wait-for.js';
import { SeveralEngines } from '../support/several-engines.js';
import { inOrder, WebhookReceiver } from './webhook-receiver.js';

const SECRET = 'a secret of some length';

describe('events posted to a webhook', function () {
  this.timeout(60_000);
  let receiver: WebhookReceiver;
  let engines: SeveralEngines;
  let engine: Engine;
  const settings = (more: object = {}) => ({
    events: {
      gatherMs: 0,
      backoff: { baseMs: 10, capMs: 50 },
      webhookHosts: ['127.0.0.1'],
      webhooks: [
        {
          name: 'audit',
          url: receiver.url,
          secret: SECRET,
          batch: 7,
          timeoutMs: 500,
          allowPrivate: true,
          ...more,
        },
      ],
    },
  });
  /** All that has happened so far has come, in order. */
  const cameInOrder = async (id: string) => {
    const last = await allOf(id);
    assert.ok(inOrder(receiver.sequences(id), last), receiver.sequences(id).join(' '));
  };
  const allOf = async (id: string) => {
    const last = await engines.newest(id);
    await waitFor(() => receiver.sequences(id).includes(last), 'the newest event to be there', 20_000);
    return last;
  };

  beforeEach(async () => {
    receiver = await WebhookReceiver.start();
    engines = await SeveralEngines.open();
    engine = await engines.start('one', settings());
  });
  afterEach(async () => {
    await engines.close();
    await receiver.stop();
  });

  it('come in order, each once when all goes well, signed, as Heat tells of stacks', async () => {
    const ids = await Promise.all(['red', 'green', 'blue'].map((name) => engines.make(engine, name, 10)));
    for (const id of ids) {
      const last = await allOf(id);
      assert.deepEqual(
        receiver.sequences(id),
        Array.from({ length: last }, (_, i) => i + 1),
      );
    }
    const [id = ''] = ids;
    const events = receiver.eventsOf(id);
    assert.equal(events[0]?.event_type, 'orchestration.stack.create.start');
    assert.equal(events.at(-1)?.event_type, 'orchestration.stack.create.end');
    const { create_at: createdAt, event_id: eventId, ...payload } = events[0]?.payload ?? {};
    assert.match(String(createdAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.equal(eventId, events[0]?.id);
    assert.deepEqual(payload, {
      tenant_id: 'tests', user_id: null, username: null, user_identity: null, stack_identity: id, stack_name: 'red',
      state: 'CREATE_IN_PROGRESS', state_reason: 'Stack CREATE started', updated_at: null, description: '', tags: ['blue'],
      sequence: 1,
    }); // prettier-ignore
    const made = events.find(({ event_type: type }) => type === 'orchestration.resource.create.end');
    assert.equal(made?.payload['resource_type'], 'Test::Thing');
    for (const { headers, body } of receiver.taken) {
      const digest = createHmac('sha256', SECRET)
        .update(`${String(headers['isotherm-timestamp'])}.${body}`)
        .digest('hex');
      assert.equal(headers['isotherm-signature'], `v1=${digest}`);
      assert.ok(Math.abs(Date.now() / 1_000 - Number(headers['isotherm-timestamp'])) < 60);
    }
  });

  it('are sent again when they were not taken, be it refused, redirected, never answered or by another protocol', async () => {
    const answers = [500, 302, undefined, 101, 404, 204, 503];
    receiver.answer = () => (answers.length > 0 ? answers.shift() : 204);
    const id = await engines.make(engine, 'shop', 20);
    await cameInOrder(id);
    assert.equal(answers.length, 0);
    const says = async (metric: RegExp) => metric.test(await engine.metrics.registry.metrics());
    await waitFor(() => says(/isotherm_events_behind\{sink="webhook.audit"\} 0/), 'nothing to be left');
    assert.ok(await says(/isotherm_events_failures_total\{sink="webhook.audit"\} 6/));
  });

  it('that a receiver was away for wait in the database, and another engine goes on where one has stopped', async () => {
    receiver.answer = () => 503;
    const before = await engines.make(engine, 'before', 20);
    const more = await Promise.all(['a', 'b', 'c'].map((name) => engines.make(engine, name, 5)));
    const behind = async () => {
      const text = await engine.metrics.registry.metrics();
      return Number(/isotherm_events_behind\{sink="webhook.audit"\} (\d+)/.exec(text)?.[1]);
    };
    await waitFor(async () => (await behind()) > 60, 'the engine to say how much waits');
    await engines.stop(engine);
    assert.equal(receiver.taken.length, 0);
    const answers = [204, 204, 503];
    receiver.answer = () => answers.shift() ?? 204;
    const second = await engines.start('two', settings());
    const after = await engines.make(second, 'after', 0);
    for (const id of [before, ...more, after]) await cameInOrder(id);
  });

  it('of two engines at once are each sent by the one that has the stack, also when it changes', async () => {
    const second = await engines.start('two', settings());
    await engines.areEven();
    const ids = await Promise.all(
      Array.from({ length: 12 }, (_, i) => engines.make(i % 2 ? engine : second, `s${String(i)}`, 0)),
    );
    await engines.stop(engine);
    for (const id of ids) await second.useCases.deleteStack('tests', id);
    const gone = async (id: string) => (await second.useCases.showStack('tests', id)).deletedAt !== null;
    for (const id of ids) {
      await waitFor(() => gone(id), 'it to be deleted', 20_000);
      await cameInOrder(id);
      assert.equal(receiver.eventsOf(id).at(-1)?.event_type, 'orchestration.stack.delete.end');
    }
  });

  it('do not go to private addresses unless that is allowed', async () => {
    await engines.stop(engine);
    for (const host of ['127.0.0.1', 'localhost']) {
      const url = receiver.url.replace('127.0.0.1', host);
      const { events } = settings({ name: `at-${host.replaceAll('.', '-')}`, url, allowPrivate: false });
      const third = await engines.start(host, { events: { ...events, webhookHosts: [host] } });
      await engines.make(third, `s${host.replaceAll('.', '-')}`, 0);
      const failed = async () => /failures_total\{[^}]*\} [1-9]/.test(await third.metrics.registry.metrics());
      await waitFor(failed, 'it to be refused');
      await engines.stop(third);
    }
    assert.equal(receiver.posts, 0);
  });

  it('go to hosts that are allowed, with a secret worth the name, and configuration shows neither URL nor secret', () => {
    const refused = (events: object) => () => loadConfig(engineConfig, { env: { ISOTHERM_EVENTS_WEBHOOKS: JSON.stringify(events) } }); // prettier-ignore
    const hook = { name: 'a', url: 'https://x.example.org/', secret: SECRET };
    assert.throws(refused([hook]), /events\.webhookHosts/);
    assert.throws(refused([{ ...hook, secret: 'short' }]), /16 characters/);
    assert.throws(refused([{ name: 'a', url: 'https://x.example.org/' }]), /either secret or secretFile/);
    assert.throws(refused([{ ...hook, url: 'ftp://x.example.org/' }]), /http/);
    const env = {
      ISOTHERM_EVENTS_WEBHOOKS: JSON.stringify([hook]),
      ISOTHERM_EVENTS_WEBHOOK_HOSTS: '*.example.org',
    };
    const config = loadConfig(engineConfig, { env });
    assert.equal(config.events.webhooks.length, 1);
    const printed = printConfig(engineConfig, config);
    assert.ok(!printed.includes(SECRET) && !printed.includes('x.example.org'), printed);
  });
});
