import assert from 'node:assert/strict';
import { someJob } from '../grpc/messages.js';
import { settled } from '../support/manual-clock.js';
import { job, named, sessionWith, SteeredHandler, withFence, type UnderTest } from './session-under-test.js';

describe("a worker's session", () => {
  let handler: SteeredHandler;
  let at: UnderTest;
  beforeEach(async () => {
    handler = new SteeredHandler();
    at = sessionWith(handler);
    await at.connect();
  });

  it('calls the action with its goal and reports what came of it', async () => {
    await at.push(job({ goal: '{"size":3}' }));
    assert.deepEqual(handler.last.goal, { size: 3 });
    assert.equal(handler.last.call.idempotencyKey, 'key-1');
    assert.deepEqual(handler.last.call.settings, { root: '/srv' });
    handler.last.end({ physicalId: 'p1', observation: { status: 'ready', attributes: { a: 1 } } });
    await settled();
    assert.deepEqual(at.reports(), [
      {
        ref: { jobId: 'j1', fence: 1 },
        stackId: 's1',
        instanceId: '1',
        outcome: 'succeeded',
        physicalId: 'p1',
        observation: { status: 'ready', properties: '', attributes: '{"a":1}', reason: '' },
        error: '',
        data: '',
        made: true,
        watchPeriodMs: 0,
        pendingTimeoutMs: 0,
        againMs: 0,
      },
    ]);
  });

  for (const [error, outcome] of [
    [named('Transient', 'quota'), 'transient'],
    [named('Permanent', 'quota'), 'permanent'],
    [new TypeError('quota'), 'transient'],
    [Object.assign(named('Again', 'quota'), { afterMs: 1_500 }), 'again'],
    ['quota', 'transient'],
  ] as const) {
    it(`reports ${error instanceof Error ? error.name : 'a thrown text'} as ${outcome}`, async () => {
      await at.push(job());
      handler.last.fail(error);
      await settled();
      assert.deepEqual(
        at.reports().map((r) => [r.outcome, r.error, r.againMs]),
        [[outcome, 'quota', outcome === 'again' ? 1_500 : 0]],
      );
    });
  }

  it('finds a goal that does not fit the schema permanently wrong, without calling the handler', async () => {
    await at.push(job({ goal: '{"bad":1}' }));
    assert.equal(handler.calls.length, 0);
    assert.deepEqual(
      at.reports().map((r) => [r.outcome, r.error]),
      [['permanent', 'bad is not a property']],
    );
  });

  it('finds a type that it does not offer permanently wrong', async () => {
    await at.push(job({ type: 'Other::Thing' }));
    assert.equal(at.reports()[0]?.outcome, 'permanent');
  });

  it('runs a job once, however often it comes, and says its report again', async () => {
    await at.push(job(), job());
    await at.push(job());
    assert.equal(handler.calls.length, 1);
    handler.last.end({ physicalId: 'p1' });
    await settled();
    await at.push(job());
    assert.equal(handler.calls.length, 1);
    assert.deepEqual(
      at.reports().map((r) => r.physicalId),
      ['p1', 'p1'],
    );
    at.acknowledge(job().ref);
    await at.push(job());
    assert.equal(handler.calls.length, 1);
    // An engine that pushes what it has acknowledged lost its report, and must not wait for it.
    assert.equal(at.reports().at(-1)?.outcome, 'aborted');
  });

  it('lets a higher fence begin only after the run of the lower one has ended', async () => {
    await at.push(withFence(1));
    const first = handler.last;
    await at.push(withFence(2));
    assert.equal(first.call.signal.aborted, true);
    assert.equal(handler.calls.length, 1);
    first.fail(new Error('stopped'));
    await settled();
    assert.equal(handler.calls.length, 2);
    handler.last.end({ physicalId: 'p1' });
    await settled();
    assert.deepEqual(
      at.reports().map((r) => [r.ref.fence, r.outcome]),
      [
        [1, 'aborted'],
        [2, 'succeeded'],
      ],
    );
  });

  it('ignores a lower fence than it has seen', async () => {
    await at.push(withFence(3));
    await at.push(withFence(2));
    assert.equal(handler.last.call.signal.aborted, false);
    assert.equal(handler.calls.length, 1);
    handler.last.end({ physicalId: 'p1' });
    await settled();
    at.acknowledge({ jobId: 'j1', fence: 3 });
    await at.push(withFence(2));
    assert.equal(handler.calls.length, 1);
  });

  it('aborts on cancel, and reports it', async () => {
    await at.push(job());
    at.transport.say({ kind: 'cancel', refs: [job().ref] });
    assert.equal(handler.last.call.signal.aborted, true);
    handler.last.fail(handler.last.call.signal.reason);
    await settled();
    assert.deepEqual(
      at.reports().map((r) => r.outcome),
      ['aborted'],
    );
  });

  it('tells the truth when the action had succeeded before it heard of the cancel', async () => {
    await at.push(job());
    at.transport.say({ kind: 'cancel', refs: [job().ref] });
    handler.last.end({ physicalId: 'p1' });
    await settled();
    assert.deepEqual(
      at.reports().map((r) => [r.outcome, r.physicalId]),
      [['succeeded', 'p1']],
    );
  });

  it('runs no more at once than it has slots, and hands back what had not begun', async () => {
    await at.push(...[1, 2, 3, 4, 5].map(someJob));
    assert.equal(handler.calls.length, 4);
    at.transport.say({ kind: 'cancel', refs: [someJob(5).ref] });
    await settled();
    assert.deepEqual(
      at.reports().map((r) => [r.ref.jobId, r.outcome]),
      [['j5', 'aborted']],
    );
    handler.calls[0]?.end({ physicalId: 'p' });
    await settled();
    assert.equal(handler.calls.length, 4);
  });

  it('says in one message what came up together', async () => {
    await at.push(...[1, 2, 3].map(someJob));
    at.transport.sent.length = 0;
    for (const call of handler.calls) call.end({ physicalId: 'p' });
    await settled();
    assert.equal(at.transport.sent.length, 1);
    assert.equal(at.reports().length, 3);
  });

  it('says again after a reconnect what was not acknowledged, and what it holds', async () => {
    await at.push(...[1, 2, 3].map(someJob));
    handler.calls[0]?.end({ physicalId: 'p1' });
    handler.calls[1]?.end({ physicalId: 'p2' });
    await settled();
    at.acknowledge(someJob(1).ref);
    at.transport.lose();
    await at.connect();
    const [hello] = at.transport.sent;
    assert.deepEqual(hello?.kind === 'hello' && hello.hello.held, [someJob(2).ref, someJob(3).ref]);
    assert.deepEqual(
      at.reports().map((r) => r.physicalId),
      ['p2'],
    );
    handler.calls[2]?.end({ physicalId: 'p3' });
    await settled();
    assert.deepEqual(
      at.reports().map((r) => r.physicalId),
      ['p2', 'p3'],
    );
    assert.equal(handler.calls.length, 3);
  });

  it('says once, after the welcome, what ended while it had no stream', async () => {
    await at.push(job());
    at.transport.lose();
    handler.last.end({ physicalId: 'p1' });
    await settled();
    at.transport.open();
    await settled();
    assert.equal(at.reports().length, 0);
    at.transport.say({ kind: 'welcome', engineId: 'e1', engines: [] });
    await settled();
    assert.equal(at.reports().length, 1);
  });

  it('stops its jobs when it has had no stream for too long', async () => {
    await at.push(job());
    at.transport.lose();
    await at.clock.pass(29_000);
    assert.equal(handler.last.call.signal.aborted, false);
    await at.clock.pass(1_000);
    assert.equal(handler.last.call.signal.aborted, true);
  });

  it('lets its jobs go on when the stream comes back in time', async () => {
    await at.push(job());
    at.transport.lose();
    await at.clock.pass(29_000);
    await at.connect();
    at.transport.say({ kind: 'goOn', refs: [job().ref] });
    await at.clock.pass(60_000);
    assert.equal(handler.last.call.signal.aborted, false);
  });

  it('takes nothing more while it drains, and still reports what it runs', async () => {
    await at.push(...[1, 2, 3, 4, 5].map(someJob));
    at.session.drain();
    at.jobs.drain();
    await settled();
    assert.ok(at.transport.sent.some((m) => m.kind === 'draining'));
    await at.push(someJob(6));
    assert.deepEqual(
      at.reports().map((r) => [r.ref.jobId, r.outcome]),
      [
        ['j5', 'aborted'],
        ['j6', 'aborted'],
      ],
    );
    assert.equal(at.jobs.unfinished, 4);
    for (const call of handler.calls) call.end({ physicalId: 'p' });
    await settled();
    assert.equal(at.jobs.unfinished, 0);
    at.transport.lose();
    await at.connect();
    const [hello] = at.transport.sent;
    assert.equal(hello?.kind === 'hello' && hello.hello.credits, 0);
  });

  it('tells watch period and pending timeout of what it made', async () => {
    const paced = Object.assign(new SteeredHandler(), {
      watch: ({ every }: { every?: number }) => ({ periodMs: every ?? 0.4 }),
      pendingTimeoutMs: () => 90_000,
    });
    at = sessionWith(paced);
    await at.connect();
    await at.push(job({ goal: '{"every":250}' }));
    paced.last.end({ physicalId: 'p1' });
    await settled();
    assert.deepEqual(
      at.reports().map((r) => [r.watchPeriodMs, r.pendingTimeoutMs]),
      [[250, 90_000]],
    );
  });
});
