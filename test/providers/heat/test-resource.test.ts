import assert from 'node:assert/strict';
import type { JsonObject } from '../../../lib/handler/index.js';
import { testResource } from '../../../lib/providers/heat/test-resource.js';
import { StillCall } from '../../support/still-call.js';

type Goal = Parameters<typeof testResource.create>[0];

function goalOf(properties: JsonObject): Goal {
  return testResource.properties.parse(properties) as Goal;
}

describe('OS::Heat::TestResource', () => {
  it('has a physical id in the form of Heat', async () => {
    const { physicalId } = await testResource.create(goalOf({}), new StillCall());
    assert.match(physicalId, /^shop-web-[0-9a-z]{12}$/);
  });

  it('is pending until its wait is over, as an observer finds with nothing but its id', async () => {
    const call = new StillCall();
    const goal = goalOf({ value: 'x', wait_secs: 10 });
    const { physicalId, observation } = await testResource.create(goal, call);
    assert.equal(observation?.status, 'pending');
    const observer = new StillCall('');
    observer.nowMs = call.nowMs + 9_999;
    assert.equal((await testResource.observe?.(physicalId, goal, observer))?.status, 'pending');
    observer.nowMs = call.nowMs + 10_000;
    assert.deepEqual(await testResource.observe?.(physicalId, goal, observer), {
      status: 'ready',
      attributes: { output: 'x' },
    });
  });

  it('keeps its due time when create is repeated later', async () => {
    const call = new StillCall();
    const goal = goalOf({ wait_secs: 10 });
    const { physicalId } = await testResource.create(goal, call);
    call.nowMs += 10_000;
    const again = await testResource.create(goal, call);
    assert.equal(again.physicalId, physicalId);
    assert.equal(again.observation?.status, 'ready');
  });

  it('waits for ever with -1', async () => {
    const call = new StillCall();
    const goal = goalOf({ wait_secs: -1 });
    const { physicalId } = await testResource.create(goal, call);
    call.nowMs += 1e12;
    assert.equal((await testResource.observe?.(physicalId, goal, call))?.status, 'pending');
  });

  it('lets the wait of an action go before the general one', async () => {
    const goal = goalOf({ wait_secs: 10, action_wait_secs: { create: 0 } });
    assert.equal((await testResource.create(goal, new StillCall())).observation?.status, 'ready');
  });

  it('fails at once, or by staying pending until its wait is over', async () => {
    await assert.rejects(() => testResource.create(goalOf({ fail: true }), new StillCall()), {
      name: 'Permanent',
      message: 'Test Resource failed web',
    });
    const goal = goalOf({ fail: true, wait_secs: 5 });
    const call = new StillCall();
    const { physicalId } = await testResource.create(goal, call);
    assert.equal(testResource.pendingTimeoutMs?.(goal), 5_000);
    call.nowMs += 60_000;
    assert.deepEqual(await testResource.observe?.(physicalId, goal, call), {
      status: 'pending',
      reason: 'Test Resource failed web',
    });
  });

  it('changes its value in place, after a wait that holds no worker', async () => {
    const call = new StillCall();
    const goal = goalOf({ value: 'new', wait_secs: 2 });
    const update = () => testResource.update?.('id', goal, new Set(['value']), call);
    await assert.rejects(async () => update(), { name: 'Again' });
    call.nowMs += 1_999;
    await assert.rejects(async () => update(), { name: 'Again' });
    call.nowMs += 1;
    assert.deepEqual(await update(), { observation: { status: 'ready', attributes: { output: 'new' } } });
  });

  it('does not wait, nor fail, when something else than its value changes', async () => {
    const goal = goalOf({ value: 'x', wait_secs: 2, fail: true });
    const done = await testResource.update?.('id', goal, new Set(['wait_secs', 'fail']), new StillCall());
    assert.equal(done?.observation?.status, 'ready');
  });

  it('is replaced by a change of its value under update_replace', async () => {
    const call = new StillCall();
    const { physicalId } = await testResource.create(goalOf({ value: 'a' }), call);
    const goal = goalOf({ value: 'b', update_replace: true });
    const done = await testResource.update?.(physicalId, goal, new Set(['value']), call);
    assert.equal(done?.observation?.status, 'broken');
    assert.equal((await testResource.observe?.(physicalId, goal, call))?.status, 'broken');
    const next = await testResource.create(goal, new StillCall('key-2'));
    assert.equal((await testResource.observe?.(next.physicalId, goal, call))?.status, 'ready');
  });
});
