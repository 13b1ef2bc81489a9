import assert from 'node:assert/strict';
import { ref, type WantedStack } from '../simulator/wanted.js';
import { scenario, type Scenario } from './scenario.js';

const disk = { type: 'Test::Volume', zone: 'a' };
const vm = { type: 'Test::Server', disk: ref('disk') };

/** What an update may do to `first`. */
const updates: Readonly<Record<string, WantedStack>> = {
  adds: {
    disk,
    vm,
    file: { type: 'Test::Config', text: 'x' },
    probe: { type: 'Test::Probe', target: ref('vm') },
  },
  removes: { disk },
  replaces: { disk: { ...disk, zone: 'b' }, vm: { ...vm, image: 'new' } },
  renames: { disc: disk, vm: { ...vm, disk: ref('disc') } },
};

/** Where the goal before it stands when it comes. */
const moments = [
  ['before anything is made', 'create', 'disk'],
  ['while the last one is made', 'create', 'vm'],
] as const;

/** An update while the create is under way. */
export const meanwhile: readonly Scenario[] = Object.entries(updates).flatMap(([what, goal]) =>
  moments.map(([moment, action, name]) =>
    scenario(`an update ${what} ${moment}`, async ({ stacks, world, provider }) => {
      provider.hold(action, name);
      await stacks.put('shop', { disk, vm });
      await stacks.until(() => provider.waitsAt(action, name));

      await stacks.put('shop', goal);
      provider.release(action, name);
      await stacks.settle();

      assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
      world.mustMatch('shop');
      await stacks.mustBeQuiet('shop');
    }),
  ),
);
