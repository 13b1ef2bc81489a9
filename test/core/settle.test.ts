import assert from 'node:assert/strict';
import { settle } from '../../services/engine/core/facts/settled.js';
import { resourceNamed } from '../../services/engine/core/snapshot.js';
import { Story } from './story.js';
import { SERVER, ref, resource } from './types.js';

describe('a resource for which another instance is settled', () => {
  it('is looked at again by what refers to it, and what waits for it waits no longer than before', () => {
    const stack = new Story();
    stack.put([resource('a', SERVER), resource('b', SERVER, { on: ref('a') })]);
    stack.succeeds('a');
    stack.succeeds('b');
    const { snapshot, resident } = stack;
    const a = stack.only('a');
    const b = resourceNamed(snapshot, 'b');
    const decision = {
      kind: 'settled',
      resource: a.resource,
      applied: a.applied,
      verdict: 'settled',
    } as const;

    settle(snapshot, resident.changes, { ...decision, instance: a });
    assert.equal(resident.changes.touched.has(b), false);
    settle(snapshot, resident.changes, { ...decision, instance: { ...a, ordinal: 50 } });
    assert.equal(resident.changes.touched.has(b), true);
    assert.equal(b.unsettledNeeds, 0);
  });
});
