import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import type { JsonObject } from '../../lib/json.js';
import type { Engine } from '../../services/engine/engine.js';
import { templateOf } from '../support/engine-bench.js';
import { waitFor } from '../support/wait-for.js';
import { SeveralEngines } from '../support/several-engines.js';
import { inOrder, WebhookReceiver } from './webhook-receiver.js';

const SECRET = 'a secret of some length';

describe('event sinks of a stack’s own', function () {
  this.timeout(60_000);
  let receiver: WebhookReceiver;
  let other: WebhookReceiver;
  let engines: SeveralEngines;
  let engine: Engine;
  const settings = {
    events: {
      gatherMs: 0,
      backoff: { baseMs: 10, capMs: 50 },
      own: { hosts: ['127.0.0.1'], allowPrivate: true, batch: 7, timeoutMs: 500 },
    },
  };
  const to = (...receivers: WebhookReceiver[]): JsonObject => ({
    event_sinks: receivers.map(({ url }) => ({ type: 'webhook', url })),
  });
  const came = async (id: string, at: WebhookReceiver) => {
    const last = await engines.newest(id);
    await waitFor(() => at.sequences(id).includes(last), `event ${String(last)} to be there`, 20_000);
    return last;
  };
  const cameOnce = async (id: string, at: WebhookReceiver, first = 1) => {
    const last = await came(id, at);
    assert.deepEqual(at.sequences(id), upTo(last, first));
  };
  const cameInOrder = async (id: string, at: WebhookReceiver) => {
    const last = await came(id, at);
    assert.ok(inOrder(at.sequences(id), last), at.sequences(id).join(' '));
  };
  const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const says = async (metric: RegExp) => metric.test(await engine.metrics.registry.metrics());
  const update = async (id: string, request: object, existing: boolean) => {
    await engine.useCases.updateStack('tests', id, request, { existing });
    await engines.isComplete(engine, id);
  };

  const shown = async (id: string) =>
    (await engine.useCases.showEnvironment('tests', id))['event_sinks'] as JsonObject[];

  beforeEach(async () => {
    [receiver, other] = await Promise.all([WebhookReceiver.start(), WebhookReceiver.start()]);
    engines = await SeveralEngines.open();
    engine = await engines.start('one', settings);
  });
  afterEach(async () => {
    await engines.close();
    await receiver.stop();
    await other.stop();
  });

  it('get all events of their stack, in order, once, signed where there is a secret, and those of no other', async () => {
    const environment = { event_sinks: [{ type: 'webhook', url: receiver.url, secret: SECRET }] };
    const [red, green] = await Promise.all([
      engines.make(engine, 'red', 10, { environment }),
      engines.make(engine, 'green', 10, { environment: to(other), tenant: 'others' }),
      engines.make(engine, 'blue', 3),
    ]);
    await cameOnce(red, receiver);
    await cameOnce(green, other);
    const stacksOf = ({ taken }: WebhookReceiver) =>
      new Set(taken.flatMap(({ events }) => events.map(({ payload }) => payload['stack_identity'])));
    assert.deepEqual([...stacksOf(receiver)], [red]);
    assert.deepEqual([...stacksOf(other)], [green]);
    assert.ok(other.taken.every(({ headers }) => headers['isotherm-signature'] === undefined));
    for (const { headers, body } of receiver.taken) {
      const digest = createHmac('sha256', SECRET)
        .update(`${String(headers['isotherm-timestamp'])}.${body}`)
        .digest('hex');
      assert.equal(headers['isotherm-signature'], `v1=${digest}`);
    }
    assert.equal(receiver.eventsOf(red)[0]?.event_type, 'orchestration.stack.create.start');
    await waitFor(() => says(/isotherm_events_behind\{sink="own"\} 0/), 'nothing to be left');
  });

  it('are as the environment says: PATCH adds and changes, PUT names them anew, and new ones begin with what comes', async () => {
    const id = await engines.make(engine, 'shop', 1);
    const before = await engines.newest(id);
    await update(id, { environment: to(receiver) }, true);
    await cameOnce(id, receiver, before + 1);
    assert.equal(receiver.eventsOf(id)[0]?.event_type, 'orchestration.stack.update.start');

    const both = await engines.newest(id);
    await update(id, { environment: to(other) }, true);
    await cameOnce(id, receiver, before + 1);
    await cameOnce(id, other, both + 1);
    assert.equal((await shown(id)).length, 2);
    await update(id, { parameters: {} }, true);
    await cameOnce(id, other, both + 1);

    const template = templateOf({ r0: { kind: 'shop0' } });
    const one = await engines.newest(id);
    await update(id, { template, environment: to(other) }, false);
    await cameOnce(id, other, both + 1);
    assert.equal(receiver.sequences(id).at(-1), one);
    const none = await engines.newest(id);
    await update(id, { template }, false);
    assert.deepEqual(await shown(id), []);
    const silent = await engines.newest(id);
    await update(id, { environment: to(receiver) }, true);
    const last = await came(id, receiver);
    assert.equal(other.sequences(id).at(-1), none);
    const heard = receiver.sequences(id).filter((sequence) => sequence > one);
    assert.deepEqual(heard, upTo(last, silent + 1), 'nothing of what happened while there was no sink');
  });

  it('come back with the goal to which a stack goes back, and get the last event of one that is deleted', async () => {
    const id = await engines.make(engine, 'shop', 1, { environment: to(receiver) });
    await update(id, { template: templateOf({ r0: { kind: 'shop0' } }), environment: to(other) }, false);
    await came(id, other);
    await engine.useCases.history.applyRevision('tests', id, 1, {});
    await engines.isComplete(engine, id);
    await came(id, receiver);
    assert.deepEqual(await shown(id), to(receiver)['event_sinks']);
    const away = other.sequences(id);
    assert.ok(away.length > 0);
    await engine.useCases.deleteStack('tests', id);
    const told = () => receiver.eventsOf(id).at(-1)?.event_type === 'orchestration.stack.delete.end';
    await waitFor(told, 'the end to be told');
    await waitFor(
      async () => (await engine.useCases.showStack('tests', id)).deletedAt !== null,
      'it to be gone',
    );
    const all = [...receiver.sequences(id), ...away].sort((a, b) => a - b);
    assert.deepEqual(all, upTo(await engines.newest(id)), 'each went to one of them');
  });

  it('that do not take events hold up neither other stacks nor another sink of their own, and get all of them later', async () => {
    receiver.answer = () => undefined;
    const dead = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        engines.make(engine, `d${String(i)}`, 2, { environment: to(receiver) }),
      ),
    );
    const both = await engines.make(engine, 'both', 10, { environment: to(receiver, other) });
    const well = await engines.make(engine, 'well', 10, { environment: to(other), tenant: 'others' });
    await cameOnce(both, other);
    await cameOnce(well, other);
    assert.equal(receiver.taken.length, 0);
    receiver.answer = () => 204;
    for (const id of [...dead, both]) await cameInOrder(id, receiver);
    assert.deepEqual(other.sequences(both), upTo(await engines.newest(both)), 'none came twice');
    assert.ok(await says(/isotherm_events_failures_total\{sink="own"\} [1-9]/));
  });

  it('are sent to by the engine that has the stack: one goes on where another has stopped', async () => {
    receiver.answer = () => 503;
    const id = await engines.make(engine, 'shop', 20, { environment: to(receiver) });
    await engines.stop(engine);
    receiver.answer = () => 204;
    engine = await engines.start('two', settings);
    await cameInOrder(id, receiver);
  });

  it('give up what is too old, and take what comes later', async () => {
    await engines.stop(engine);
    const own = { ...settings.events.own, giveUpMs: 1 };
    engine = await engines.start('two', { events: { ...settings.events, own } });
    receiver.answer = () => 404;
    const id = await engines.make(engine, 'shop', 20, { environment: to(receiver) });
    const last = await engines.newest(id);
    await waitFor(() => says(/isotherm_events_given_up_total\{sink="own"\} \d\d/), 'them to be given up');
    const all = async () => {
      const [row] = await engines.database.query<{ event: string }[]>(
        `SELECT event FROM event_cursor WHERE sink = 'own' AND stack = $1`,
        [id],
      );
      return Number(row?.event) === last;
    };
    await waitFor(all, 'the cursor to be at the end');
    receiver.answer = () => 204;
    await update(id, { environment: { parameter_defaults: {} } }, true);
    await came(id, receiver);
    assert.deepEqual(receiver.sequences(id)[0], last + 1);
  });

  it('go with a stack that another engine takes over while both are there, to the end of the stack', async () => {
    const second = await engines.start('two', settings);
    await engines.areEven();
    const ids = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        engines.make(i % 2 ? engine : second, `s${String(i)}`, 1, { environment: to(receiver) }),
      ),
    );
    await engines.stop(engine);
    for (const id of ids) await second.useCases.deleteStack('tests', id);
    for (const id of ids) {
      const told = () => receiver.eventsOf(id).at(-1)?.event_type === 'orchestration.stack.delete.end';
      await waitFor(told, 'the end to be told', 20_000);
      await cameInOrder(id, receiver);
    }
  });

  it('may be in whatever names a goal: a plan, a template that is validated, environment files, a stack that is adopted', async () => {
    const template = templateOf({ r0: { kind: 'a' } });
    const sink = { type: 'webhook', url: receiver.url, secret: SECRET };
    const bad = { event_sinks: [{ ...sink, url: 'https://example.org/' }] };
    const refused = { code: 'template.invalid', message: /events\.own\.hosts/ };
    const { useCases } = engine;
    const good = { event_sinks: [sink] };
    const { environment } = await useCases.validateTemplate('tests', { template, environment: good });
    assert.deepEqual(environment['event_sinks'], [{ ...sink, secret: '******' }]);
    await assert.rejects(useCases.validateTemplate('tests', { template, environment: bad }), refused);
    await useCases.plans.planCreate('tests', { name: 'p', template, environment: good });
    await assert.rejects(
      useCases.plans.planCreate('tests', { name: 'p', template, environment: bad }),
      refused,
    );

    const files = { 'a.yaml': `event_sinks: [${JSON.stringify(sink)}]\n` };
    const first = await useCases.createStack('tests', {
      name: 'first',
      template,
      files,
      environmentFiles: ['a.yaml'],
    });
    await engines.isComplete(engine, first.id);
    await cameOnce(first.id, receiver);
    assert.ok(!JSON.stringify(await useCases.showFiles('tests', first.id)).includes(SECRET));
    const adopt = await useCases.abandonStack('tests', first.id);
    const gone = async () => (await useCases.showStack('tests', first.id)).deletedAt !== null;
    await waitFor(gone, 'it to be given up');
    const wrong = { ...adopt, environment: { ...adopt.environment, ...bad } };
    await assert.rejects(useCases.createStack('tests', { name: 'second' }, { adopt: wrong }), refused);
    const { id } = await useCases.createStack('tests', { name: 'second' }, { adopt });
    await engines.isComplete(engine, id);
    await cameOnce(id, receiver);
    assert.deepEqual(await shown(id), [{ ...sink, secret: '******' }]);
  });

  it('are only where the operator allows it, and what is secret is shown and kept nowhere', async () => {
    const url = `${receiver.url}/token-of-mine`;
    const environment = { event_sinks: [{ type: 'webhook', url, secret: SECRET }] };
    const id = await engines.make(engine, 'shop', 1, { environment });
    assert.deepEqual(await shown(id), [{ type: 'webhook', url, secret: '******' }]);
    const stored = await engines.database.query<object[]>(`SELECT * FROM revision`);
    assert.ok(!JSON.stringify(stored).includes('token-of-mine'));
    assert.ok(JSON.stringify(stored).includes('sinks'));
    for (const host of ['localhost', '[::1]', 'example.org'])
      await assert.rejects(
        engines.make(engine, 'other', 1, {
          environment: { event_sinks: [{ type: 'webhook', url: `http://${host}/` }] },
        }),
        { code: 'template.invalid', message: /may not be sent to .*events\.own\.hosts/ },
      );
    await assert.rejects(
      engines.make(engine, 'other', 1, {
        environment: { event_sinks: [{ type: 'zaqar-queue', target: 'q' }] },
      }),
      { code: 'template.invalid', message: /events\.zaqar\.url/ },
    );
    await engines.stop(engine);
    receiver.taken.splice(0);
    const posts = receiver.posts;
    const own = { ...settings.events.own, allowPrivate: false };
    engine = await engines.start('two', { events: { ...settings.events, own } });
    const refused = await engines.make(engine, 'refused', 1, { environment: to(receiver) });
    await waitFor(() => says(/isotherm_events_failures_total\{sink="own"\} [1-9]/), 'it to be refused');
    assert.equal(receiver.posts, posts);
    await engine.useCases.deleteStack('tests', refused);
  });
});
