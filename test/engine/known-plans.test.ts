import assert from 'node:assert/strict';
import { KnownPlans } from '../../services/engine/app/use-cases/known-plans.js';
import type { PlanEntry } from '../../services/engine/core/plan/entries.js';

const base = { stackId: 's', revision: 1, goal: 'g' };

function entry(resource: string, fingerprint: string): PlanEntry {
  return {
    fingerprint,
    planned: {
      resource, type: 't', physicalId: 'p', action: 'create', certain: true, reason: '', properties: [],
      requires: [], description: '', metadata: {},
    },
  }; // prettier-ignore
}

describe('known plans', () => {
  it('are kept as long as they are not too many, and the newest always', () => {
    const plans = new KnownPlans(3);
    plans.add('one', base, [entry('a', '1'), entry('b', '1')]);
    plans.add('two', base, [entry('a', '1')]);
    assert.deepEqual(plans.differences('one', 'two'), [
      {
        path: 'resources.b',
        message: 'It was planned to be made, and is to be left as it is by now',
      },
    ]);
    plans.add('three', base, [entry('a', '1'), entry('b', '2')]);
    assert.match(plans.differences('one', 'three')[0]?.message ?? '', /not known here any more/);
    assert.match(plans.differences('two', 'three')[0]?.message ?? '', /left as it is, and is to be made/);
    const many = Array.from({ length: 9 }, (_, i) => entry(`r${String(i)}`, '1'));
    plans.add('four', base, many);
    assert.match(plans.differences('three', 'four')[0]?.message ?? '', /not known here/);
    assert.deepEqual(plans.differences('four', 'four'), []);
  });

  it('of another stack are none of its business', () => {
    const plans = new KnownPlans();
    plans.add('other', { ...base, stackId: 'x' }, [entry('secret', '1')]);
    plans.add('mine', base, []);
    assert.match(plans.differences('other', 'mine')[0]?.message ?? '', /not known here/);
  });

  it('tell of no more differences than anybody reads', () => {
    const plans = new KnownPlans();
    plans.add('none', base, []);
    plans.add(
      'many',
      base,
      Array.from({ length: 300 }, (_, i) => entry(`r${String(i)}`, '1')),
    );
    const faults = plans.differences('none', 'many');
    assert.equal(faults.length, 201);
    assert.equal(faults.at(-1)?.message, '100 more differ');
  });
});
