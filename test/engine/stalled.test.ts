import assert from 'node:assert/strict';
import { applyFact } from '../../services/engine/app/apply-fact.js';
import { newResident } from '../../services/engine/app/resident.js';
import { TurnRows } from '../../services/engine/app/turn-rows.js';
import { NO_MODES } from '../../services/engine/core/goal.js';
import type { Rules } from '../../services/engine/core/snapshot.js';

const rules: Rules = {
  typeOf: () => undefined,
  digest: (text) => text,
  attempts: 3,
  backoffBaseMs: 1,
  backoffCapMs: 1,
  pendingTimeoutMs: 1,
  repairRetryMs: 1,
  orphanGraceMs: 1,
  maxLosses: 3,
  actionTimeoutMs: 1,
  drift: 'repair',
};
const plain = { seal: (text: string) => text, open: (text: string) => text };

describe('a stack without progress', () => {
  it('says so in an event, with what it waits for', () => {
    const stack = { id: '00000000-0000-4000-8000-000000000001', name: 'shop', tenant: 'default', shard: 0 };
    const resident = newResident(stack, undefined, rules, 0);
    applyFact(resident, {
      kind: 'goal',
      goal: {
        revision: 1,
        since: 1,
        written: 'CREATE',
        asked: 1,
        action: 'CREATE',
        resources: [],
        modes: NO_MODES,
      },
      deadlineMs: 0,
      traceParent: '',
    });
    applyFact(resident, { kind: 'stalled', reasons: ['web: no worker offers Local::Process'] });
    const rows = new TurnRows(plain);
    rows.add(resident, 1_000);
    const told = rows.events.find(({ reason }) => reason.includes('No progress'));
    assert.equal(told?.reason, 'No progress; it waits for: web: no worker offers Local::Process');
    assert.deepEqual([told?.name, told?.physical, told?.status], ['shop', stack.id, 'IN_PROGRESS']);
  });
});
