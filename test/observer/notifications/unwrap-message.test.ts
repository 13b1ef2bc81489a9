import assert from 'node:assert/strict';
import { Malformed, unwrapMessage } from '../../../services/observer/notifications/amqp/unwrap-message.js';

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const flat = {
  message_id: '5c329c20',
  publisher_id: 'compute.host1',
  event_type: 'compute.instance.update',
  priority: 'INFO',
  payload: { instance_id: 'a1' },
  timestamp: '2026-01-31 12:00:00.250000',
};

describe('the envelope of a message', () => {
  it('is that of oslo.messaging 1.0: what it says stands beside the payload', () => {
    const { eventType, payload, sentMs } = unwrapMessage(bytes(flat));
    assert.equal(eventType, 'compute.instance.update');
    assert.deepEqual(payload, { instance_id: 'a1' });
    assert.equal(sentMs, Date.UTC(2026, 0, 31, 12, 0, 0, 250));
  });

  it('is that of oslo.messaging 2.0: a text within', () => {
    const wrapped = { 'oslo.version': '2.0', 'oslo.message': JSON.stringify(flat) };
    assert.deepEqual(unwrapMessage(bytes(wrapped)), unwrapMessage(bytes(flat)));
  });

  it('is none: then the whole body is the payload', () => {
    const body = { id: 'a1', event_type: 7 };
    assert.deepEqual(unwrapMessage(bytes(body)), { eventType: '', payload: body, sentMs: undefined });
  });

  it('may lack its time, or have one that is none', () => {
    for (const timestamp of [undefined, 'yesterday', 3])
      assert.equal(unwrapMessage(bytes({ ...flat, timestamp })).sentMs, undefined);
  });

  const malformed: [what: string, content: Buffer, why: RegExp][] = [
    ['no JSON', bytes('{"a":'), /the body is not JSON/],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), /not UTF-8/],
    ['no object', bytes('["a1"]'), /the body is no JSON object/],
    ['null', bytes('null'), /the body is no JSON object/],
    ['nothing', Buffer.alloc(0), /not JSON/],
    [
      'an envelope of a later version',
      bytes({ 'oslo.version': '3.0', 'oslo.message': '{}' }),
      /version "3.0"/,
    ],
    ['an envelope without a version', bytes({ 'oslo.message': '{}' }), /version null/],
    [
      'an envelope whose message is no text',
      bytes({ 'oslo.version': '2.0', 'oslo.message': flat }),
      /no text/,
    ],
    [
      'a message within that is no JSON',
      bytes({ 'oslo.version': '2.0', 'oslo.message': '{' }),
      /oslo.message is not JSON/,
    ],
    [
      'a message within without an event',
      bytes({ 'oslo.version': '2.0', 'oslo.message': '{"payload":{}}' }),
      /no event_type/,
    ],
  ];
  for (const [what, content, why] of malformed) {
    it(`is refused when it is ${what}`, () => {
      assert.throws(
        () => unwrapMessage(content),
        (error) => error instanceof Malformed && why.test(error.message),
      );
    });
  }
});
