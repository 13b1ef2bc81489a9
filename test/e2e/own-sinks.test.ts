import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inOrder, WebhookReceiver } from '../events/webhook-receiver.js';
import { freshDatabase, type TestDatabase } from '../support/postgres.js';
import { waitFor } from '../support/wait-for.js';
import { call } from './api.js';
import { Fleet } from './fleet.js';

const FILES = 12;

describe('a stack’s own event sinks, and an engine that is killed', function () {
  this.timeout(180_000);
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-own-sinks-'));
  const world = join(directory, 'world');
  let fleet: Fleet;
  let database: TestDatabase;
  let receiver: WebhookReceiver;
  let other: WebhookReceiver;

  before(async () => {
    [receiver, other] = await Promise.all([WebhookReceiver.start(), WebhookReceiver.start()]);
    database = await freshDatabase();
    mkdirSync(world);
    const own = { hosts: ['127.0.0.1'], allowPrivate: true, batch: 5 };
    fleet = await Fleet.prepare(directory, database.url, {
      members: [
        { name: 'engine', role: 'engine', settings: { events: { own } } },
        { name: 'worker', role: 'worker' },
        { name: 'observer', role: 'observer' },
      ],
    });
    await fleet.up();
  });
  after(async () => {
    await fleet.stop();
    await database.drop();
    await receiver.stop();
    await other.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const template = (text: string) => {
    const file = (_: unknown, i: number) => {
      const properties = { path: join(world, `file-${String(i)}`), content: text };
      return [`file-${String(i)}`, { type: 'Local::File', properties }];
    };
    const resources: unknown = Object.fromEntries(Array.from({ length: FILES }, file) as [string, object][]);
    return { heat_template_version: '2016-10-14', resources };
  };
  const to = (at: WebhookReceiver) => ({ event_sinks: [{ type: 'webhook', url: at.url }] });
  const settled = async (path: string, status: string) => {
    const reached = async () => {
      const { body } = await call<{ stack: { stack_status: string } }>(fleet, 'GET', path);
      return body.stack.stack_status === status;
    };
    await waitFor(reached, status, 90_000);
  };

  it('gets all of them in order, also those that it had taken when the engine died without hearing of it', async () => {
    let killed: Promise<void> | undefined;
    let posts = 0;
    receiver.answer = () => {
      posts += 1;
      // It has them, and the engine dies before it says so to the database.
      if (posts === 2) killed = fleet.kill('engine');
      return 204;
    };
    const { body } = await call<{ stack: { id: string } }>(fleet, 'POST', '/stacks', {
      idempotencyKey: 'own-sinks',
      body: { stack_name: 'shop', template: template('one'), environment: to(receiver) },
    });
    const { id } = body.stack;
    const path = `/stacks/shop/${id}`;
    await waitFor(() => killed !== undefined, 'the engine to be killed', 60_000);
    await killed;
    await fleet.isReady('engine');
    await settled(path, 'CREATE_COMPLETE');
    const told = (at: WebhookReceiver, type: string) => () => at.eventsOf(id).at(-1)?.event_type === type;
    await waitFor(
      told(receiver, 'orchestration.stack.create.end'),
      'the end of the create to be told',
      60_000,
    );
    const sequences = receiver.sequences(id);
    assert.ok(inOrder(sequences, sequences.at(-1) ?? 0), sequences.join(' '));
    assert.ok(sequences.length > new Set(sequences).size, 'what was not known to be taken came again');
    const ids = receiver.eventsOf(id).map((event) => event.id);
    assert.equal(new Set(ids).size, new Set(sequences).size, 'by the same id');

    const last = sequences.at(-1) ?? 0;
    const update = { template: template('two'), environment: to(other) };
    await call(fleet, 'PUT', path, { body: update });
    await settled(path, 'UPDATE_COMPLETE');
    await waitFor(told(other, 'orchestration.stack.update.end'), 'the end of the update to be told', 60_000);
    assert.equal(other.sequences(id)[0], last + 1);
    assert.equal(receiver.sequences(id).at(-1), last);

    await call(fleet, 'DELETE', path);
    await fleet.kill('engine');
    await fleet.isReady('engine');
    await waitFor(told(other, 'orchestration.stack.delete.end'), 'the end of the stack to be told', 90_000);
    const rest = other.sequences(id).map((sequence) => sequence - last);
    assert.ok(inOrder(rest, rest.at(-1) ?? 0), rest.join(' '));
  });
});
