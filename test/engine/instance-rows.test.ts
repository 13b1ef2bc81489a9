import assert from 'node:assert/strict';
import { instanceRow, jobRow, restoreInstances } from '../../services/engine/app/instance-rows.js';
import {
  addInstance,
  blankInstance,
  NOTHING_APPLIED,
} from '../../services/engine/core/facts/new-instance.js';
import type { Instance } from '../../services/engine/core/instance.js';
import { emptySnapshot, physicalKey, resourceNamed } from '../../services/engine/core/snapshot.js';
import { SERVER, testRules } from '../core/types.js';

const plain = { seal: (text: string) => text, open: (text: string) => text };

const snapshotWith = (...changes: Partial<Instance>[]) => {
  const snapshot = emptySnapshot('00000000-0000-4000-8000-000000000001', 's', testRules);
  changes.forEach((change, i) => {
    const instance = blankInstance(i + 1, resourceNamed(snapshot, 'a'), SERVER.type, NOTHING_APPLIED, 7);
    addInstance(snapshot, Object.assign(instance, change));
  });
  return snapshot;
};

/** A stack that another engine takes over knows all that the one before knew. */
describe('an instance that is read again', () => {
  const restored = (...changes: Partial<Instance>[]) => {
    const before = snapshotWith(...changes);
    const instances = [...before.instances.values()];
    const after = snapshotWith();
    const jobs = instances.map((instance) => jobRow(before, instance)).filter((row) => row !== undefined);
    restoreInstances(
      after,
      instances.map((instance) => instanceRow(before, instance, plain)),
      jobs,
      plain,
    );
    return { before, after };
  };
  const told = ({ resource, requires, ...instance }: Instance) => ({
    ...instance,
    resource: resource.name,
    reason: instance.reason || 'state changed',
    requires: requires.map(({ ordinal }) => ordinal),
    stored: true,
    storedJob: instance.job?.fence ?? 0,
  });

  it('is as it was, in all that is kept', () => {
    const full: Partial<Instance> = {
      node: 'n',
      physicalId: 'a-1',
      applied: { text: '{"size":1}', secrets: [], volatile: ['size'], digest: 'd' },
      digest: 'd',
      uncertain: ['size'],
      observed: { status: 'ready', properties: { size: 2 }, reason: 'why', looks: 1 },
      attributes: { address: 'here' },
      baseline: { size: 1 },
      epoch: 3,
      sequence: 4,
      fence: 5,
      checkpoint: '{"half":"made"}',
      failure: { action: 'update', revision: 2, digest: 'd', kind: 'transient', attempt: 1, cause: 'quota' },
      timer: { purpose: 'retry', dueMs: 12, rung: true },
      keep: 'retain',
      suspended: true,
      unhealthy: 'it smells',
      repairs: 2,
      deleting: true,
      orphan: true,
      searched: true,
      losses: 2,
      requestDone: 9,
      watchPeriodMs: 100,
      pendingTimeoutMs: 200,
      action: 'UPDATE',
      status: 'FAILED',
      reason: 'quota',
      startedMs: 8,
      endedMs: 9,
      job: {
        action: 'update', fence: 5, attempt: 2, revision: 3, worker: 'w', sinceMs: 8, changes: ['size'], request: 4,
        overdue: false,
      },
    }; // prettier-ignore
    const { before, after } = restored(full, { external: true, keep: 'snapshot' }, { adopting: true });
    assert.deepEqual([...after.instances.values()].map(told), [...before.instances.values()].map(told));
  });

  it('is as it was made, where nothing is known yet', () => {
    const { before, after } = restored({});
    assert.deepEqual([...after.instances.values()].map(told), [...before.instances.values()].map(told));
  });

  it('seen once only, has that for its baseline', () => {
    const seen = { size: 1 };
    const { after } = restored({
      observed: { status: 'ready', properties: seen, reason: '', looks: 1 },
      baseline: seen,
    });
    assert.deepEqual(after.instances.get(1)?.baseline, seen);
  });

  it('stands on what it stood on, and is counted for that (R1, R17)', () => {
    const before = snapshotWith({}, {}, {});
    const [one, two, gone] = [...before.instances.values()] as [Instance, Instance, Instance];
    two.requires = [one, gone];
    const after = snapshotWith();
    const rows = [one, two].map((instance) => instanceRow(before, instance, plain));
    restoreInstances(after, rows, [], plain);
    assert.deepEqual(
      after.instances.get(2)?.requires.map(({ ordinal }) => ordinal),
      [1],
    );
    assert.deepEqual(
      [...after.instances.values()].map(({ recorders }) => recorders),
      [1, 0],
    );
  });

  it('holds its thing, unless it is only referred to or not ours yet (R7)', () => {
    const thing = { physicalId: 'x', node: 'n' };
    const { after } = restored(
      { ...thing, physicalId: 'mine' },
      { ...thing, physicalId: 'theirs', external: true },
      { ...thing, physicalId: 'not yet', adopting: true },
    );
    assert.deepEqual([...after.byPhysicalId.keys()], [physicalKey(SERVER.type, 'n', 'mine')]);
  });
});
