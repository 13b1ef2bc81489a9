import assert from 'node:assert/strict';
import { ref, type WantedStack } from '../simulator/wanted.js';
import { scenario, type Scenario, type Stage } from './scenario.js';

const disk = { type: 'Test::Volume', zone: 'a' };
const vm = { type: 'Test::Server', disk: ref('disk') };
const first: WantedStack = { disk, vm };

interface Update {
  readonly goal: WantedStack;
  /** Its action in the middle. */
  readonly middle: string;
}

const updates: Readonly<Record<string, Update>> = {
  adds: {
    goal: { ...first, file: { type: 'Test::Config', of: ref('disk') }, probe: { type: 'Test::Probe', target: ref('file') } },
    middle: 'create probe',
  },
  removes: { goal: { disk }, middle: 'delete vm' },
  replaces: { goal: { disk: { ...disk, zone: 'b' }, vm: { ...vm, image: 'new' } }, middle: 'create vm' },
  renames: { goal: { disc: disk, vm: { ...vm, disk: ref('disc') } }, middle: 'update vm' },
}; // prettier-ignore

/** Lets the stack get to the middle of what the goal asks, and calls the rest `then` while it stands there. */
async function halfway({ stacks, provider }: Stage, { goal, middle }: Update, then: () => Promise<void>) {
  const [action, name] = middle.split(' ') as [string, string];
  provider.hold(action, name);
  await stacks.put('shop', goal);
  await stacks.until(() => provider.waitsAt(action, name));
  await then();
  provider.release(action, name);
}

async function mustEnd({ stacks, world }: Stage): Promise<void> {
  await stacks.settle();
  assert.equal(await stacks.status('shop'), 'UPDATE_COMPLETE');
  world.mustMatch('shop');
  await stacks.mustBeQuiet('shop');
}

/** Each update comes while the create is under way, and while each of the others is. */
export const meanwhile: readonly Scenario[] = Object.entries(updates).flatMap(([what, { goal }]) => [
  ...['create disk', 'create vm'].map((middle) =>
    scenario(`an update ${what} at the ${middle} of the create`, async (stage) => {
      await halfway(stage, { goal: first, middle }, () => stage.stacks.put('shop', goal));
      await mustEnd(stage);
    }),
  ),
  ...Object.entries(updates)
    .filter(([before]) => before !== what)
    .map(([before, update]) =>
      scenario(`an update ${what} while the one before, which ${before}, is half done`, async (stage) => {
        await stage.stacks.put('shop', first);
        await stage.stacks.settle();
        await halfway(stage, update, () => stage.stacks.put('shop', goal));
        await mustEnd(stage);
      }),
    ),
]);
