import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { createLogger, type LogOptions } from '../../lib/log.js';

function recorded(options: Partial<LogOptions> = {}) {
  let text = '';
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  const log = createLogger({ service: 'engine', format: 'json', destination, ...options });
  return {
    log,
    lines: () => text.trim().split('\n'),
    entry: () => JSON.parse(text) as Record<string, unknown>,
  };
}

describe('logger', () => {
  it('writes one JSON object a line, with service, level word, time and what its parents bound', () => {
    const { log, entry } = recorded();
    log.child({ stack: 's1' }).child({ resource: 'web', job: 'j1' }).info({ tookMs: 3 }, 'done');
    const { time, ...rest } = entry();
    assert.match(String(time), /^\d{4}-\d\d-\d\dT.*Z$/);
    assert.deepEqual(rest, {
      level: 'info',
      service: 'engine',
      stack: 's1',
      resource: 'web',
      job: 'j1',
      tookMs: 3,
      msg: 'done',
    });
  });

  it('masks fields whose names look secret, wherever they are', () => {
    const { log, lines } = recorded();
    log.child({ apiKey: 'hunter2' }).info({ request: { headers: { 'X-Auth-Token': 'hunter2' } } }, 'a');
    log.info({ list: [{ db_password: 'hunter2' }], tokenFile: '/etc/token', secretProperties: ['p'] }, 'b');
    assert.ok(!lines().join().includes('hunter2'), lines().join());
    assert.ok(lines()[1]?.includes('/etc/token'));
  });

  it('keeps message and stack of an error', () => {
    const { log, entry } = recorded();
    log.error({ err: new TypeError('no such thing') }, 'failed');
    const { err } = entry() as { err: { type: string; message: string; stack: string } };
    assert.equal(err.type, 'TypeError');
    assert.equal(err.message, 'no such thing');
    assert.match(err.stack, /log\.test/);
  });

  it('writes a readable line, in which no name of a user can forge another', () => {
    const { log, lines } = recorded({ format: 'line' });
    log.warn({ stack: 'a b', job: 'j-1' }, 'stalled\n00:00:00 INFO forged \u001b[2J');
    assert.equal(lines().length, 1);
    assert.match(
      lines()[0] ?? '',
      /^\d\d:\d\d:\d\d\.\d{3} WARN {2}engine {2}stalled\\n.*\\u001b.* stack="a b" {2}job=j-1$/,
    );
  });

  it('leaves out what is below its level', () => {
    const { log, lines } = recorded({ level: 'warn' });
    log.info('not this');
    log.warn('this');
    assert.equal(lines().length, 1);
  });
});
