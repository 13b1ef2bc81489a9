import assert from 'node:assert/strict';
import { ref, type WantedStack } from '../simulator/wanted.js';
import { scenario, type Scenario, type Stage } from './scenario.js';

const disk = { type: 'Test::Volume', zone: 'a' };
const vm = { type: 'Test::Server', disk: ref('disk') };
const probe = { type: 'Test::Probe', target: ref('vm') };
const first: WantedStack = { disk, vm, probe };

interface Update {
  readonly goal: WantedStack;
  /** The actions at which it is rolled back. */
  readonly early: string;
  readonly midway: string;
  readonly late: string;
}

const updates: Readonly<Record<string, Update>> = {
  adds: {
    goal: { ...first, file: { type: 'Test::Config', text: 'x' }, vm2: { ...vm, config: ref('file') }, probe2: { ...probe, target: ref('vm2') } },
    early: 'create file', midway: 'create vm2', late: 'create probe2',
  },
  removes: { goal: { file: { type: 'Test::Config' } }, early: 'delete probe', midway: 'delete vm', late: 'delete disk' },
  replaces: {
    goal: { disk: { ...disk, zone: 'b' }, vm, probe: { ...probe, needs: ['disk'] } },
    early: 'create disk', midway: 'update vm', late: 'delete disk',
  },
  renames: {
    goal: { disc: disk, vm: { ...vm, disk: ref('disc') }, probe },
    early: 'create disc', midway: 'update vm', late: 'delete disk',
  },
}; // prettier-ignore

type Cause = (stage: Stage, goal: WantedStack, action: string, name: string) => Promise<void>;

/** Why it is rolled back. */
const causes: Readonly<Record<string, Cause>> = {
  'is cancelled': async ({ stacks, provider }, goal, action, name) => {
    provider.hold(action, name);
    await stacks.put('shop', goal);
    await stacks.until(() => provider.waitsAt(action, name));
    await stacks.ask('shop', 'cancel_update');
    provider.release(action, name);
  },
  fails: async ({ stacks, provider }, goal, action, name) => {
    provider.next(action, name, 'Permanent');
    await stacks.put('shop', goal, { rollback: true });
  },
};

/** An update that is taken back when it has hardly begun, in the middle, and when all but the last step is done. */
export const rolledBack: readonly Scenario[] = Object.entries(updates).flatMap(([what, update]) =>
  (['early', 'midway', 'late'] as const).flatMap((moment) =>
    Object.entries(causes).map(([cause, happens]) =>
      scenario(`an update that ${what} ${cause} ${moment}, and is rolled back`, async (stage) => {
        const { stacks, world } = stage;
        await stacks.put('shop', first);
        await stacks.settle();
        const [action, name] = update[moment].split(' ') as [string, string];

        await happens(stage, update.goal, action, name);
        await stacks.settle();

        assert.equal(await stacks.status('shop'), 'ROLLBACK_COMPLETE');
        world.mustMatch('shop', first);
        await stacks.mustBeQuiet('shop');
      }),
    ),
  ),
);
