import assert from 'node:assert/strict';
import { z } from 'zod';
import { defineNotifications } from '../../../lib/handler/index.js';
import { readMessage } from '../../../services/observer/notifications/amqp/read-message.js';
import { fitsTopic } from '../../../services/observer/notifications/amqp/topic.js';

const LIMITS = { messageBytes: 1_000, idsPerMessage: 3, gatherMs: 200 };
const server = {
  type: 'Test::Server',
  notifications: defineNotifications({
    exchange: 'nova',
    routingKeys: ['notifications.#'],
    payload: z.object({ servers: z.array(z.string()) }),
    things: ({ servers }, { eventType }) => (eventType.startsWith('volume') ? [] : servers),
  }),
};
const read = (
  payload: unknown,
  more: { exchange?: string; routingKey?: string; interests?: (typeof server)[] } = {},
) =>
  readMessage(
    {
      content: Buffer.from(JSON.stringify({ event_type: 'compute.update', payload })),
      exchange: more.exchange ?? 'nova',
      routingKey: more.routingKey ?? 'notifications.info',
    },
    more.interests ?? [server],
    LIMITS,
  );

describe('a message of a broker', () => {
  it('says for each type which things it is about, each once', () => {
    const flavour = { ...server, type: 'Test::Flavour' };
    const { notifications, faults } = read({ servers: ['a', 'b', 'a'] }, { interests: [server, flavour] });
    assert.deepEqual(notifications, [
      { type: 'Test::Server', physicalIds: ['a', 'b'], gatherMs: 200 },
      { type: 'Test::Flavour', physicalIds: ['a', 'b'], gatherMs: 200 },
    ]);
    assert.deepEqual(faults, []);
  });

  it('is nobody’s when it is about nothing, or comes another way', () => {
    for (const nobodys of [
      read({ servers: [] }),
      read({ servers: ['a'] }, { exchange: 'neutron' }),
      read({ anything: true }, { routingKey: 'versioned.info' }),
    ])
      assert.deepEqual([nobodys.notifications, nobodys.faults], [[], []]);
  });

  it('is malformed when its payload does not fit, without a word of its values', () => {
    const { notifications, faults } = read({ servers: ['a', { password: 'hush' }] });
    assert.deepEqual(notifications, []);
    assert.match(faults.join(), /none of Test::Server: servers\.1: .*expected string/);
    assert.doesNotMatch(faults.join(), /hush/);
  });

  it('is malformed when it is too large, or about too many things, or names them by nothing', () => {
    assert.match(read({ servers: ['x'.repeat(2_000)] }).faults.join(), /bytes, and at most 1000 are read/);
    assert.match(read({ servers: ['a', 'b', 'c', 'd'] }).faults.join(), /are no ids/);
    assert.match(read({ servers: [''] }).faults.join(), /are no ids/);
  });

  it('is malformed when the handler fails over it; who can read it is notified all the same', () => {
    const notifications = { ...server.notifications, things: () => { throw new Error('which one?'); } }; // prettier-ignore
    const broken = { type: 'Test::Broken', notifications };
    const result = read({ servers: ['a'] }, { interests: [broken, server] });
    assert.match(result.faults.join(), /handler of Test::Broken cannot tell its things: which one\?/);
    assert.deepEqual(
      result.notifications.map(({ type }) => type),
      ['Test::Server'],
    );
  });
});

describe('a binding of a topic exchange', () => {
  const cases: [binding: string, key: string, fits: boolean][] = [
    ['notifications.info', 'notifications.info', true],
    ['notifications.info', 'notifications.error', false],
    ['notifications.*', 'notifications.info', true],
    ['notifications.*', 'notifications', false],
    ['notifications.*', 'notifications.info.more', false],
    ['notifications.#', 'notifications', true],
    ['notifications.#', 'notifications.a.b.c', true],
    ['#', '', true],
    ['*', '', false],
    ['#.end', 'a.b.end', true],
    ['#.end', 'a.b.ending', false],
    ['a.#.z.*', 'a.b.z.z.c', true],
  ];
  for (const [binding, key, fits] of cases) {
    it(`${binding} ${fits ? 'fits' : 'does not fit'} "${key}"`, () => {
      assert.equal(fitsTopic(binding, key), fits);
    });
  }
});
