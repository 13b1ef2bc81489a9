import assert from 'node:assert/strict';
import type { DropReason } from '../../services/engine/app/commit-rows.js';
import { JobSpans } from '../../services/engine/app/job-spans.js';
import { jobMessage, jobReport } from '../../services/engine/app/messages.js';
import type { Outcome } from '../../lib/protocol/worker.js';
import { ready, Story } from '../core/story.js';
import { attr, MACHINE, resource, SERVER, VAULT } from '../core/types.js';
import { someReport } from '../grpc/messages.js';
import { RecordingTracer } from '../support/recording-tracer.js';

const REQUEST = 'trace-of-the-request';

describe('the span of a job', () => {
  let tracer: RecordingTracer;
  let spans: JobSpans;
  let stack: Story;

  beforeEach(() => {
    tracer = new RecordingTracer();
    spans = new JobSpans(tracer);
    stack = new Story();
    stack.resident.traceParent = REQUEST;
  });

  /** As the loop pushes it. */
  function push(name: string): string {
    const { resident } = stack;
    const instance = stack.snapshot.instances.get(stack.job(name).ordinal)!;
    return spans.traced(jobMessage(resident, instance)!, { resident, instance }).traceParent;
  }

  function report(name: string, outcome: Outcome, error = '', fence = stack.job(name).fence): void {
    const { ordinal, type } = stack.job(name);
    const message = { ...someReport(1), ref: { jobId: '', fence }, outcome, error };
    spans.takes(stack.resident, {
      kind: 'reported',
      report: jobReport(message, { stackId: '', ordinal, type, resource: name }, 'n'),
      done: () => undefined,
      notOurs: () => undefined,
    });
  }

  const outcome = () => tracer.last.attributes['isotherm.job.outcome'];

  it('belongs to the request that asked for the goal, and begins with the dispatch', () => {
    stack.put([resource('a', MACHINE)]);
    assert.equal(push('a'), tracer.last.traceParent);
    const { name, parent, link, sinceMs, attributes, ended } = tracer.last;
    assert.deepEqual([name, parent, link, ended], ['job CREATE Test::Machine', REQUEST, undefined, false]);
    assert.equal(sinceMs, stack.only('a').job?.sinceMs);
    assert.deepEqual(
      ['resource.name', 'revision', 'job.attempt', 'worker.id'].map((key) => attributes[`isotherm.${key}`]),
      ['a', 1, 1, 'w'],
    );
    report('a', 'succeeded');
    assert.deepEqual([tracer.last.ended, outcome(), tracer.last.failure], [true, 'succeeded', undefined]);
  });

  it('is one however often it is pushed, and ends with its own report alone', () => {
    stack.put([resource('a', MACHINE)]);
    assert.equal(push('a'), push('a'));
    report('a', 'permanent', 'of an earlier run', stack.job('a').fence - 1);
    assert.equal(tracer.last.ended, false);
    report('a', 'again');
    report('a', 'again');
    assert.deepEqual([tracer.spans.length, outcome(), tracer.last.failure], [1, 'again', undefined]);
  });

  it('of one that was under way before begins when it is taken over', () => {
    stack.put([resource('a', MACHINE)]);
    const instance = stack.only('a');
    spans.adopt({ resident: stack.resident, instance }, instance.job!);
    assert.deepEqual([tracer.last.sinceMs, tracer.last.parent], [undefined, REQUEST]);
    // Should its worker not have it, it belongs there.
    assert.equal(push('a'), tracer.last.traceParent);
    report('a', 'succeeded');
    assert.deepEqual([tracer.spans.length, outcome()], [1, 'succeeded']);
  });

  it('tells why it failed, without the secrets that only the engine knows', () => {
    stack.put([resource('a', VAULT), resource('b', SERVER, { on: attr('a', 'token') })]);
    stack.succeeds('a', 'a-1', { ...ready(), attributes: { token: 'a-token-of-it' } });
    push('b');
    report('b', 'permanent', 'cannot log in with a-token-of-it');
    assert.equal(tracer.last.failure, 'cannot log in with ******');
    assert.equal(tracer.last.attributes['error.type'], 'permanent');
    assert.ok(!JSON.stringify(tracer.spans).includes('a-token-of-it'));
  });

  it('ends with its worker, and the next run has another one', () => {
    stack.put([resource('a', MACHINE)]);
    const first = push('a');
    const { ordinal, fence } = stack.job('a');
    spans.takes(stack.resident, { kind: 'lost', ordinal, fence });
    assert.deepEqual([outcome(), tracer.last.failure], ['lost', 'its worker is gone']);
    stack.lose(stack.job('a'));
    assert.notEqual(push('a'), first);
    assert.equal(tracer.last.ended, false);
  });

  for (const why of ['released', 'fenced', 'unknown'] satisfies DropReason[]) {
    it(`ends when its stack is ${why}`, () => {
      stack.put([resource('a', MACHINE)]);
      push('a');
      spans.drop(stack.resident, why);
      assert.deepEqual([outcome(), tracer.last.failure], [why, undefined]);
      report('a', 'succeeded');
      spans.drop(stack.resident, why);
      assert.equal(tracer.spans.length, 1);
    });
  }

  it('of a repair begins a trace, which names that of the goal', () => {
    stack.makesAndSees([resource('a', MACHINE, { size: 1 })]);
    stack.drifts('a');
    push('a');
    assert.deepEqual(
      [tracer.last.name, tracer.last.parent, tracer.last.link],
      ['job UPDATE Test::Machine', '', REQUEST],
    );
    stack.succeeds('a');
    stack.put([resource('a', MACHINE, { size: 3 })]);
    push('a');
    assert.deepEqual([tracer.last.parent, tracer.last.link], [REQUEST, undefined]);
  });
});
