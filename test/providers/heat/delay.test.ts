import assert from 'node:assert/strict';
import type { JsonObject } from '../../../lib/handler/index.js';
import { delay } from '../../../lib/providers/heat/delay.js';
import { StillCall } from '../../support/still-call.js';

type Goal = Parameters<typeof delay.create>[0];

function goalOf(properties: JsonObject): Goal {
  return delay.properties.parse(properties) as Goal;
}

describe('OS::Heat::Delay', () => {
  it('waits between its least time and that with all the jitter, the same at every retry', async () => {
    const goal = goalOf({ min_wait: 10, max_jitter: 2, jitter_multiplier: 5 });
    const dues = new Set<string>();
    for (let key = 0; key < 20; key += 1) {
      const call = new StillCall(`key-${String(key)}`);
      const { physicalId } = await delay.create(goal, call);
      assert.equal((await delay.create(goal, call)).physicalId, physicalId);
      const status = async (afterMs: number) => {
        const later = new StillCall('');
        later.nowMs = call.nowMs + afterMs;
        return (await delay.observe?.(physicalId, goal, later))?.status;
      };
      assert.equal(await status(9_999), 'pending');
      assert.equal(await status(20_000), 'ready');
      dues.add(physicalId.slice(physicalId.indexOf('.')));
    }
    assert.ok(dues.size > 15, 'the jitter is the same for all');
    assert.ok((delay.pendingTimeoutMs?.(goal) ?? 0) > 20_000);
  });

  it('waits in the actions that it names and in no other', async () => {
    const onDelete = goalOf({ min_wait: 10, actions: ['DELETE'] });
    const call = new StillCall();
    assert.equal((await delay.create(onDelete, call)).observation?.status, 'ready');
    await assert.rejects(() => delay.delete('id', onDelete, call), {
      name: 'Again',
      message: /web waits until 20/,
      afterMs: 10_000,
    });
    call.nowMs += 10_000;
    await delay.delete('id', onDelete, call);
    await delay.delete('id', goalOf({ min_wait: 10 }), new StillCall('key-2'));
  });

  it('waits while it is suspended and resumed, and takes no due time of another action for its own', async () => {
    const goal = goalOf({ min_wait: 10, actions: ['SUSPEND', 'RESUME'] });
    const call = new StillCall('suspend-2');
    await assert.rejects(async () => delay.suspend?.('id', goal, call), { name: 'Again' });
    call.nowMs += 9_999;
    await assert.rejects(async () => delay.suspend?.('id', goal, call), { name: 'Again' });
    call.nowMs += 1;
    assert.deepEqual(await delay.suspend?.('id', goal, call), {});
    const resume = new StillCall('resume-3');
    resume.nowMs = call.nowMs;
    resume.saved = call.saved;
    await assert.rejects(async () => delay.resume?.('id', goal, resume), { name: 'Again' });
    resume.nowMs += 10_000;
    assert.deepEqual(await delay.resume?.('id', goal, resume), { observation: { status: 'ready' } });
    const silent = goalOf({ min_wait: 10 });
    assert.deepEqual(await delay.suspend?.('id', silent, new StillCall('suspend-4')), {});
    assert.deepEqual(await delay.resume?.('id', silent, new StillCall('resume-5')), {
      observation: { status: 'ready' },
    });
  });
});
