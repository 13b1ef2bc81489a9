import assert from 'node:assert/strict';
import type { Handler } from '../../lib/handler/contract.js';
import type { Json } from '../../lib/json.js';
import type { JobAction, ReportMessage } from '../../lib/protocol/worker.js';
import { settled } from '../support/manual-clock.js';
import { job, sessionWith, SteeredHandler } from './session-under-test.js';

const ready = { status: 'ready', properties: { size: 3 } } as const;
const seen = { status: 'ready', properties: '{"size":3}', attributes: '', reason: '' };

/** What a handler with these further members reports of an action on the thing `p1`. */
async function report(
  more: Partial<Handler>,
  action: JobAction,
  {
    argument = '',
    goal = '{}',
    snapshotBytes,
  }: { argument?: string; goal?: string; snapshotBytes?: number } = {},
): Promise<ReportMessage> {
  const at = sessionWith(Object.assign(new SteeredHandler(), more), 4, snapshotBytes);
  await at.connect();
  await at.push(job({ action, physicalId: 'p1', goal, argument }));
  await settled();
  const [told] = at.reports();
  assert.ok(told);
  return told;
}

describe('an adoption', () => {
  it('tells what the handler found, and its id', async () => {
    const asked: unknown[] = [];
    const adopt = (...args: unknown[]) => {
      asked.push(args[0], args[1]);
      return Promise.resolve(ready);
    };
    const { outcome, physicalId, observation } = await report({ adopt }, 'adopt', { goal: '{"size":4}' });
    assert.deepEqual([outcome, physicalId, observation], ['succeeded', 'p1', seen]);
    assert.deepEqual(asked, ['p1', { size: 4 }]);
  });

  it('looks, where the handler has no more to do', async () => {
    const one = await report({ observe: () => Promise.resolve(ready) }, 'adopt');
    assert.deepEqual([one.outcome, one.physicalId, one.observation], ['succeeded', 'p1', seen]);
    const many = await report({ observeMany: () => Promise.resolve([ready]) }, 'adopt');
    assert.deepEqual(many.observation, seen);
  });

  it('fails for good when nothing is there, or nobody can look', async () => {
    const absent = () => Promise.resolve({ status: 'absent' as const, reason: 'the disk is empty' });
    for (const more of [{ observe: absent }, { adopt: absent }]) {
      const { outcome, error, physicalId } = await report(more, 'adopt');
      assert.deepEqual([outcome, physicalId], ['permanent', 'p1']);
      assert.match(error, /^there is no Test::Thing p1 \(the disk is empty\): name one/);
    }
    const blind = await report({}, 'adopt');
    assert.equal(blind.outcome, 'permanent');
    assert.match(blind.error, /Test::Thing p1 cannot be taken over: .* leave its id out/);
  });

  it('needs a goal that fits, as what is made does', async () => {
    const { outcome } = await report({ observe: () => Promise.resolve(ready) }, 'adopt', {
      goal: '{"bad":1}',
    });
    assert.equal(outcome, 'permanent');
  });

  it('tells watch period and pending timeout', async () => {
    const more = {
      observe: () => Promise.resolve(ready),
      watch: () => ({ periodMs: 250 }),
      pendingTimeoutMs: () => 90_000,
    };
    const { watchPeriodMs, pendingTimeoutMs } = await report(more, 'adopt');
    assert.deepEqual([watchPeriodMs, pendingTimeoutMs], [250, 90_000]);
  });
});

describe('a check', () => {
  it('looks closely, or else just looks, and tells what it saw, be it bad', async () => {
    const broken = { status: 'broken', reason: 'it hangs' } as const;
    const more = { observe: () => Promise.resolve(ready), check: () => Promise.resolve(broken) };
    const close = await report(more, 'check');
    assert.deepEqual([close.outcome, close.observation?.status], ['succeeded', 'broken']);
    assert.deepEqual((await report({ observe: more.observe }, 'check')).observation, seen);
    const absent = await report({ observe: () => Promise.resolve({ status: 'absent' }) }, 'check');
    assert.deepEqual([absent.outcome, absent.observation?.status], ['succeeded', 'absent']);
  });

  it('finds nothing to do where nobody can look', async () => {
    const { outcome, observation, physicalId } = await report({}, 'check');
    assert.deepEqual([outcome, observation, physicalId], ['succeeded', null, 'p1']);
  });

  it('takes a goal that does not fit, as that of a thing that is only referred to', async () => {
    const goals: unknown[] = [];
    const more: Partial<Handler> = {
      observe: (_id, goal) => {
        goals.push(goal);
        return Promise.resolve(ready);
      },
      watch: () => {
        throw new Error('its goal has no period');
      },
    };
    assert.equal((await report(more, 'check', { goal: '{"bad":1}' })).outcome, 'succeeded');
    assert.deepEqual(goals, [{ bad: 1 }]);
  });
});

describe('what a user asks for', () => {
  for (const action of ['suspend', 'resume'] as const) {
    it(`${action} is done by the handler`, async () => {
      const ids: string[] = [];
      const more: Partial<Handler> = {
        [action]: (id: string) => {
          ids.push(id);
          return Promise.resolve({ observation: ready });
        },
      };
      const { outcome, observation, physicalId } = await report(more, action);
      assert.deepEqual([outcome, physicalId, observation], ['succeeded', 'p1', seen]);
      assert.deepEqual(ids, ['p1']);
    });
  }

  for (const action of ['suspend', 'resume', 'snapshot', 'restore'] as const) {
    it(`${action} fails for good where the handler cannot`, async () => {
      const { outcome, error } = await report({}, action, { argument: '1' });
      assert.deepEqual(
        [outcome, error],
        ['permanent', `Test::Thing cannot ${action}: its handler has no such action.`],
      );
    });
  }

  it('snapshot hands in what was kept, as JSON', async () => {
    for (const kept of [{ text: 'hallo', list: [1] }, null, 'a\0b\ud800']) {
      const { outcome, data, observation } = await report(
        { snapshot: () => Promise.resolve(kept) },
        'snapshot',
      );
      assert.deepEqual([outcome, observation, JSON.parse(data)], ['succeeded', null, kept]);
      assert.equal(Buffer.from(data).toString(), data);
    }
  });

  it('snapshot keeps no more than the worker takes', async () => {
    const snapshot = () => Promise.resolve('ä'.repeat(5));
    assert.equal((await report({ snapshot }, 'snapshot', { snapshotBytes: 12 })).outcome, 'succeeded');
    const { outcome, error, data } = await report({ snapshot }, 'snapshot', { snapshotBytes: 11 });
    assert.deepEqual([outcome, data], ['permanent', '']);
    assert.match(error, /Test::Thing p1 comes to 12 bytes, and the worker takes 11: raise snapshotBytes/);
  });

  it('snapshot refuses what JSON cannot say', async () => {
    for (const kept of [undefined, 1n]) {
      const snapshot = () => Promise.resolve(kept as unknown as Json);
      const { outcome, error } = await report({ snapshot }, 'snapshot');
      assert.equal(outcome, 'permanent');
      assert.match(error, /nothing that JSON can say/);
    }
  });

  it('restore gets back what was kept', async () => {
    const got: unknown[] = [];
    const restore: Handler['restore'] = (id, goal, data) => {
      got.push(id, goal, data);
      return Promise.resolve({ observation: ready });
    };
    const { outcome, observation } = await report({ restore }, 'restore', { argument: '{"text":"hallo"}' });
    assert.deepEqual([outcome, observation], ['succeeded', seen]);
    assert.deepEqual(got, ['p1', {}, { text: 'hallo' }]);
    const nothing = await report({ restore }, 'restore');
    assert.equal(nothing.outcome, 'permanent');
    assert.match(nothing.error, /^nothing was kept of Test::Thing p1/);
  });
});
