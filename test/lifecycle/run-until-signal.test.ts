import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { runUntilSignal, type RunOptions, type Service } from '../../lib/lifecycle.js';
import { silentLogger } from '../../lib/log.js';
import { waitFor } from '../support/wait-for.js';

describe('runUntilSignal', () => {
  let did: string[];
  let exits: number[];
  let signals: EventEmitter;

  beforeEach(() => {
    did = [];
    exits = [];
    signals = new EventEmitter();
  });

  function service(name: string, act: Partial<Service> = {}): Service {
    return {
      name,
      start: async () => {
        did.push(`start ${name}`);
        await act.start?.();
      },
      stop: async () => {
        did.push(`stop ${name}`);
        await act.stop?.();
      },
    };
  }

  const run = (services: Service[], options: RunOptions = {}) =>
    runUntilSignal(services, silentLogger, { signals, exit: (code) => exits.push(code), ...options });

  const started = (count: number) =>
    waitFor(() => did.filter((what) => what.startsWith('start')).length === count, `${count} have started`);

  for (const signal of ['SIGTERM', 'SIGINT']) {
    it(`starts left to right and stops right to left on ${signal}`, async () => {
      const running = run([service('store'), service('loop'), service('edge')]);
      await started(3);
      signals.emit(signal);
      await running;
      assert.deepEqual(did, [
        'start store',
        'start loop',
        'start edge',
        'stop edge',
        'stop loop',
        'stop store',
      ]);
      assert.deepEqual(exits, []);
      assert.equal(signals.listenerCount(signal), 0);
    });
  }

  it('stops when it is told to without a signal', async () => {
    const controller = new AbortController();
    const running = run([service('a')], { stop: controller.signal });
    await started(1);
    controller.abort();
    await running;
    assert.deepEqual(did, ['start a', 'stop a']);
  });

  it('stops what has started when a start fails, and passes the error on', async () => {
    const failing = service('b', { start: () => Promise.reject(new Error('port taken')) });
    await assert.rejects(run([service('a'), failing, service('c')]), /port taken/);
    assert.deepEqual(did, ['start a', 'start b', 'stop a']);
  });

  it('starts no more after a signal', async () => {
    const first = service('a', {
      start: () => {
        signals.emit('SIGTERM');
        return Promise.resolve();
      },
    });
    await run([first, service('b')]);
    assert.deepEqual(did, ['start a', 'stop a']);
  });

  it('goes on stopping after a stop that fails, and tells so by its exit code', async () => {
    const running = run([service('a'), service('b', { stop: () => Promise.reject(new Error('no')) })]);
    await started(2);
    signals.emit('SIGTERM');
    await running;
    assert.deepEqual(did.slice(2), ['stop b', 'stop a']);
    assert.deepEqual(exits, [1]);
  });

  it('abandons a stop that exceeds the deadline', async () => {
    const running = run([service('a'), service('b', { stop: () => new Promise(() => undefined) })], {
      deadlineMs: 20,
    });
    await started(2);
    const keepAlive = setInterval(() => undefined, 1_000);
    signals.emit('SIGTERM');
    await running;
    clearInterval(keepAlive);
    assert.deepEqual(did.slice(2), ['stop b', 'stop a']);
    assert.deepEqual(exits, [1]);
  });

  it('ends at once on a second signal', async () => {
    let release = (): void => undefined;
    const running = run([service('a', { stop: () => new Promise((resolve) => (release = resolve)) })]);
    await started(1);
    signals.emit('SIGINT');
    await waitFor(() => did.includes('stop a'), 'stopping has begun');
    signals.emit('SIGINT');
    assert.deepEqual(exits, [130]);
    release();
    await running;
  });
});
