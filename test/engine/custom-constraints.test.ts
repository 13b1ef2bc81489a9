import assert from 'node:assert/strict';
import type { ConstraintAnswers } from '../../lib/hot/custom-constraints/questions.js';
import type { EngineToWorker, QuestionMessage, Verdict } from '../../lib/protocol/worker.js';
import { CustomConstraints } from '../../services/engine/app/custom-constraints.js';
import type { WorkerLink } from '../../services/engine/app/peers.js';
import { ManualClock, settled } from '../support/manual-clock.js';

/** A worker that keeps what it is asked. */
class Asked implements WorkerLink {
  readonly questions: QuestionMessage[] = [];

  send(message: EngineToWorker): void {
    if (message.kind === 'asked') this.questions.push(...message.questions);
  }

  close(): void {
    throw new Error('nobody closes it');
  }
}

describe('custom constraints of providers', () => {
  let clock: ManualClock;
  let constraints: CustomConstraints;

  beforeEach(() => {
    clock = new ManualClock();
    constraints = new CustomConstraints(clock, { timeLimitMs: 10_000, keepMs: 60_000 });
  });

  const worker = (...names: string[]) => {
    const link = new Asked();
    constraints.connected(link, names);
    return link;
  };
  const ask = (value: string, project = 'p') =>
    constraints.ask([{ constraint: 'nova.flavor', value }], project);
  const answer = (link: Asked, verdict: Verdict, reason = '') => {
    const last = link.questions.at(-1);
    assert(last);
    constraints.answered([{ id: last.id, verdict, reason }]);
  };
  const only = (answers: ConstraintAnswers) => Object.values(answers)[0];

  it('are unknown while no worker brings them, with the names of those that are', async () => {
    assert.deepEqual(only(await ask('m1')), { kind: 'unknown', others: [] });
    worker('nova.host', 'glance.image');
    assert.deepEqual(only(await ask('m1')), { kind: 'unknown', others: ['glance.image', 'nova.host'] });
  });

  it('are there while a worker brings them, without asking it', async () => {
    const link = worker('nova.flavor');
    const answers = await constraints.ask([{ constraint: 'nova.flavor' }], 'p');
    assert.deepEqual(only(answers), { kind: 'fits' });
    constraints.disconnected(link);
    assert.equal(only(await constraints.ask([{ constraint: 'nova.flavor' }], 'p'))?.kind, 'unknown');
    assert.deepEqual(link.questions, []);
  });

  it('are asked with the value, the project and the time limit', async () => {
    const link = worker('nova.flavor');
    const asked = ask('m1', 'tenant');
    const [question] = link.questions;
    assert.deepEqual(question, {
      id: question?.id,
      constraint: 'nova.flavor',
      value: '"m1"',
      projectId: 'tenant',
      timeLimitMs: 10_000,
    });
    answer(link, 'unfit', 'no such flavor');
    assert.deepEqual(only(await asked), { kind: 'unfit', reason: 'no such flavor' });
  });

  it('are asked once about a value that fits, for as long as it is kept, and each time about one that does not', async () => {
    const link = worker('nova.flavor');
    const both = [ask('m1'), ask('m1')];
    assert.equal(link.questions.length, 1, 'the second waits for the first');
    answer(link, 'fits');
    assert.deepEqual((await Promise.all(both)).map(only), [{ kind: 'fits' }, { kind: 'fits' }]);
    await ask('m1');
    assert.equal(link.questions.length, 1);

    const elsewhere = ask('m1', 'another');
    assert.equal(link.questions.length, 2, 'another project may see other things');
    answer(link, 'unfit', 'x');
    await elsewhere;
    const again = ask('m1', 'another');
    assert.equal(link.questions.length, 3);
    answer(link, 'unfit', 'x');
    await again;

    clock.leap(60_000);
    const later = ask('m1');
    assert.equal(link.questions.length, 4);
    answer(link, 'fits');
    await later;
  });

  it('that are not answered in time are an error that may pass', async () => {
    const link = worker('nova.flavor');
    const asked = ask('s3cret');
    const refused = assert.rejects(asked, {
      code: 'constraint.unanswered',
      retry: 'later',
      message: /"nova.flavor" could not be found out: no answer came within 10000 ms/,
    });
    await clock.pass(10_000);
    await refused;
    answer(link, 'fits');
    await settled();
    const again = ask('s3cret');
    assert.equal(link.questions.length, 2, 'an answer that came too late is not kept');
    answer(link, 'unanswered', 'GET /flavors/s3cret failed');
    await assert.rejects(again, { code: 'constraint.unanswered', message: /GET \/flavors\/\*{6} failed/ });
    assert.equal(clock.pending, 0);
  });

  it('go to another worker when the one that was asked leaves', async () => {
    const [first, second] = [worker('nova.flavor'), worker('nova.flavor')];
    const asked = ask('m1');
    const [left, stays] = first.questions.length > 0 ? [first, second] : [second, first];
    constraints.disconnected(left);
    assert.equal(stays.questions.length, 1);
    answer(stays, 'fits');
    assert.deepEqual(only(await asked), { kind: 'fits' });
    const lost = assert.rejects(ask('m2'), { code: 'constraint.unanswered', message: /its worker left/ });
    constraints.disconnected(stays);
    await lost;
  });

  it('are spread over the workers that bring them', () => {
    const links = [worker('nova.flavor'), worker('nova.flavor')];
    for (const value of ['a', 'b', 'c', 'd']) void ask(value);
    assert.deepEqual(
      links.map(({ questions }) => questions.length),
      [2, 2],
    );
  });
});
