import assert from 'node:assert/strict';
import { attr, ref } from '../simulator/wanted.js';
import { scenario, type Scenario } from './scenario.js';

const goal = {
  disk: { type: 'Test::Volume', zone: 'a', size: 1 },
  vm: { type: 'Test::Server', disk: ref('disk'), config: attr('disk', 'address'), size: 1 },
  probe: { type: 'Test::Probe', target: ref('vm') },
};

export const driftOfTwo: readonly Scenario[] = [
  scenario('two things of which one stands on the other are gone at once', async ({ stacks, world }) => {
    await stacks.put('shop', goal);
    await stacks.settle();

    world.remove('disk');
    world.remove('vm');
    await stacks.until(() => world.done.includes('update probe') && world.all('disk').length === 1);
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    world.mustMatch('shop');
    assert.equal(world.only('vm').properties['disk'], world.only('disk').physicalId);
    await stacks.mustBeQuiet('shop');
  }),

  scenario('two things of which one stands on the other are changed at once', async ({ stacks, world }) => {
    await stacks.put('shop', goal);
    await stacks.settle();
    await stacks.mustBeQuiet('shop');

    world.change('disk', { size: 8 });
    world.change('vm', { size: 9 });
    await stacks.until(() => world.done.includes('update disk') && world.done.includes('update vm'));
    await stacks.settle();

    assert.equal(await stacks.status('shop'), 'CREATE_COMPLETE');
    world.mustMatch('shop');
    world.mustNotHaveDone('delete disk', 'delete vm', 'update probe');
    await stacks.mustBeQuiet('shop');
  }),
];
