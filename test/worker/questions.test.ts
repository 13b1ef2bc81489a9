import assert from 'node:assert/strict';
import type { Constraint, ConstraintCall } from '../../lib/handler/contract.js';
import type { Json } from '../../lib/json.js';
import type { AnswerMessage } from '../../lib/protocol/worker.js';
import { Questions } from '../../services/worker/questions.js';
import { ManualClock, settled } from '../support/manual-clock.js';

/** One validation that the test ends. */
interface Asked {
  readonly value: Json;
  readonly call: ConstraintCall;
  readonly end: (reason: unknown) => void;
  readonly fail: (error: unknown) => void;
}

describe("a worker's answers to questions of custom constraints", () => {
  let clock: ManualClock;
  let asked: Asked[];
  let answers: AnswerMessage[];
  let questions: Questions;

  beforeEach(() => {
    clock = new ManualClock();
    asked = [];
    answers = [];
    const constraint: Constraint = {
      name: 'test.thing',
      validate: (value, call) =>
        new Promise((resolve, reject) => {
          asked.push({ value, call, end: resolve as Asked['end'], fail: reject });
        }),
    };
    const offered = new Map([[constraint.name, { constraint, settings: { url: 'here' } }]]);
    questions = new Questions(offered, clock, 2);
  });

  const ask = (id: number, constraint = 'test.thing') => {
    const question = { id, constraint, value: '["a"]', projectId: 'p', timeLimitMs: 1_000 };
    questions.ask(question, (answer) => answers.push(answer));
  };

  it('are what the provider says, which is given value, project and settings', async () => {
    assert.deepEqual(questions.offered, ['test.thing']);
    ask(1);
    ask(2);
    const [first, second] = asked;
    assert.deepEqual(first?.value, ['a']);
    assert.equal(first.call.projectId, 'p');
    assert.deepEqual(first.call.settings, { url: 'here' });
    first.end(undefined);
    second?.end('there is none');
    await settled();
    assert.deepEqual(answers, [
      { id: 1, verdict: 'fits', reason: '' },
      { id: 2, verdict: 'unfit', reason: 'there is none' },
    ]);
    assert.equal(clock.pending, 0);
  });

  it('say that it could not be found out when it throws, or answers neither', async () => {
    ask(1);
    ask(2);
    asked[0]?.fail(new Error('the service is down'));
    asked[1]?.end(true);
    await settled();
    ask(3, 'test.other');
    await settled();
    assert.deepEqual(answers, [
      { id: 1, verdict: 'unanswered', reason: 'the service is down' },
      { id: 2, verdict: 'unanswered', reason: 'test.thing answered boolean, neither undefined nor text' },
      { id: 3, verdict: 'unanswered', reason: 'no provider here brings test.other' },
    ]);
  });

  it('come in time, whatever the provider does, and once', async () => {
    ask(1);
    await clock.pass(1_000);
    assert.deepEqual(answers, [
      { id: 1, verdict: 'unanswered', reason: 'test.thing took longer than 1000 ms' },
    ]);
    assert.equal(asked[0]?.call.signal.aborted, true);
    asked[0].end(undefined);
    await settled();
    assert.equal(answers.length, 1);
  });

  it('are found a few at a time; who waits for too long is not asked any more', async () => {
    for (const id of [1, 2, 3, 4]) ask(id);
    assert.equal(asked.length, 2);
    asked[0]?.end(undefined);
    await settled();
    assert.equal(asked.length, 3);
    await clock.pass(1_000);
    assert.equal(answers.length, 4);
    for (const each of asked) each.end(undefined);
    await settled();
    assert.equal(asked.length, 3, 'the fourth was taken back');
  });
});
