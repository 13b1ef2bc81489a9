import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redactor } from '../../lib/redact.js';
import { settled } from '../support/manual-clock.js';
import { job, sessionWith, SteeredHandler, type UnderTest } from './session-under-test.js';

describe('secrets', () => {
  it('appear in no line and no error of their job', async () => {
    const handler = new SteeredHandler();
    const at: UnderTest = sessionWith(handler);
    await at.connect();
    const goal = JSON.stringify({ password: 'hunter22', name: 'db' });
    await at.push(job({ goal, secretProperties: ['password'] }));
    handler.last.call.log('login as db with hunter22');
    handler.last.fail(new Error('refused:\n password hunter22 is wrong'));
    await settled();
    assert.deepEqual(
      at.lines().map((l) => l.line),
      ['login as db with ******'],
    );
    assert.deepEqual(
      at.reports().map((r) => r.error),
      ['refused:; password ****** is wrong'],
    );
  });

  it('of any kind are hidden, plain, in JSON and in URLs', () => {
    const secret = fc.string({ minLength: 4, unit: 'grapheme' });
    fc.assert(
      fc.property(secret, fc.string(), (value, around) => {
        const hide = redactor({ token: { inner: [value] } }, ['token']);
        for (const form of [value, JSON.stringify(value), encodeURIComponent(value)]) {
          const hidden = hide(`${around}${form}${around}`);
          const bare = form === JSON.stringify(value) ? form.slice(1, -1) : form;
          assert.ok(!hidden.includes(bare) || '******'.includes(bare) || around.includes(bare), hidden);
        }
      }),
    );
  });

  it('hides the longer of two secrets whole', () => {
    const hide = redactor({ a: 'pass', b: 'password1' }, ['a', 'b']);
    assert.equal(hide('password1 pass'), '****** ******');
  });

  it('leaves texts alone where nothing is secret', () => {
    assert.equal(redactor({ a: 'value' }, [])('value'), 'value');
    assert.equal(redactor({ a: 'abc' }, ['a'])('abc'), 'abc');
  });
});

describe('lines of a handler', () => {
  it('go out before the report of their job', async () => {
    const handler = new SteeredHandler();
    const at = sessionWith(handler);
    await at.connect();
    await at.push(job());
    handler.last.call.log('one');
    handler.last.call.log('two');
    handler.last.end({ physicalId: 'p' });
    await settled();
    assert.deepEqual(
      at.transport.sent.slice(-2).map((m) => m.kind),
      ['logLines', 'reports'],
    );
    assert.deepEqual(
      at.lines().map((l) => l.line),
      ['one', 'two'],
    );
  });

  it('wait for an engine that is behind, bounded, and say what is missing', async () => {
    const handler = new SteeredHandler();
    const at = sessionWith(handler);
    await at.connect();
    await at.push(job());
    at.transport.hasRoom = false;
    handler.last.call.log('first');
    await settled();
    for (let i = 0; i < 3_000; i++) handler.last.call.log(`line ${String(i)}`);
    await settled();
    assert.equal(at.lines().length, 1);
    at.transport.drain();
    await settled();
    assert.equal(at.lines().length, 1 + 2_000 + 1);
    assert.match(at.lines().at(-1)?.line ?? '', /1000 more lines/);
  });
});
