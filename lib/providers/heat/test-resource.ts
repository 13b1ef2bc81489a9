import { z } from 'zod';
import { defineResource, Permanent, type Call, type Observation } from '../../handler/index.js';
import { nothingOutside } from './nothing-outside.js';
import { isDue, patienceMs, pendingUntil, waitBetweenRuns, withDueTime } from './due-time.js';
import { hash, physicalName } from './physical-name.js';

const properties = z.object({
  value: z.string().default('test_string').meta({ updatable: true, description: 'The text to keep' }),
  fail: z.boolean().default(false).meta({
    updatable: true,
    description: 'Whether create and update fail, after their wait',
  }),
  update_replace: z.boolean().default(false).meta({
    updatable: true,
    description: 'Whether a change of value replaces the resource',
  }),
  update_replace_value: z.string().optional().meta({
    replace: true,
    description: 'A text that is kept and whose change replaces the resource',
  }),
  wait_secs: z.number().default(0).meta({
    updatable: true,
    description: 'Seconds to wait in each action, -1 for ever',
  }),
  action_wait_secs: z
    .object({
      create: z.number().optional().meta({ description: 'Seconds to wait in create instead of wait_secs' }),
      update: z.number().optional().meta({ description: 'Seconds to wait in update instead of wait_secs' }),
      delete: z.number().optional().meta({ description: 'Seconds to wait in delete instead of wait_secs' }),
    })
    .optional()
    .meta({ updatable: true, description: 'Seconds to wait in an action instead of wait_secs' }),
  attr_wait_secs: z.number().default(0).meta({
    updatable: true,
    description: 'Accepted and without effect: attributes are stored, so reading one never waits',
  }),
  constraint_prop_secs: z.number().default(0).meta({
    updatable: true,
    description: 'Accepted and without effect: validation never waits',
  }),
  client_name: z.string().default('').meta({ updatable: true, description: 'Accepted and without effect' }),
  entity_name: z.string().default('').meta({ updatable: true, description: 'Accepted and without effect' }),
});
const attributes = z.object({ output: z.string().meta({ description: 'The text that is kept' }) });

type Goal = z.output<typeof properties>;
type Seen = Observation<z.output<typeof attributes>>;

/** A resource with knobs for tests of templates and of the engine. */
export const testResource = defineResource({
  type: 'OS::Heat::TestResource',
  description:
    'Keeps a text, and on demand waits, fails, or is replaced: for trying out templates and engine.',
  observed: 'by report',
  properties,
  attributes,
  // What is to fail after its wait stays pending until just then.
  pendingTimeoutMs: (goal) => {
    const wait = waitOf('create', goal);
    return goal.fail && wait > 0 ? Math.ceil(wait * 1_000) : patienceMs(wait);
  },

  create: async (goal, call) => {
    const waitSecs = waitOf('create', goal);
    if (waitSecs === 0) {
      if (goal.fail) throw failure(call);
      return { physicalId: nameOf(goal, call), observation: ready(goal) };
    }
    const physicalId = call.saved?.physicalId ?? withDueTime(nameOf(goal, call), waitSecs, call.now());
    if (!call.saved?.physicalId) await call.checkpoint({ physicalId });
    return { physicalId, observation: look(physicalId, goal, call) };
  },
  observe: (id, goal, call) => Promise.resolve(look(id, goal, call)),
  update: async (_id, goal, changes, call) => {
    if (!changes.has('value')) return { observation: ready(goal) };
    if (goal.update_replace) return { observation: replaced };
    await waitBetweenRuns(waitOf('update', goal), call);
    if (goal.fail) throw failure(call);
    return { observation: ready(goal) };
  },
  find: nothingOutside,
  delete: (_id, goal, call) => waitBetweenRuns(waitOf('delete', goal), call),
});

/** What an update reports that may not happen in place; the engine then makes a new thing and removes this one. */
const replaced = { status: 'broken', reason: 'its value may only be replaced (update_replace)' } as const;

const MARK_LENGTH = 4;

/** Ends in a mark of the value that it was made with, so that an observer can confirm `replaced`. */
function nameOf(goal: Goal, call: Call): string {
  return physicalName(call, hash(goal.value).slice(0, MARK_LENGTH));
}

function look(id: string, goal: Goal, call: Call): Seen {
  const [name = ''] = id.split(/\.[0-9a-z]+$/);
  const madeWithIt = name.endsWith(hash(goal.value).slice(0, MARK_LENGTH));
  if (goal.update_replace && !madeWithIt) return replaced;
  if (goal.fail) return { status: 'pending', reason: failure(call).message };
  return isDue(id, call.now()) ? ready(goal) : pendingUntil(id);
}

function ready(goal: Goal): Seen {
  return { status: 'ready', attributes: { output: goal.value } };
}

function failure(call: Call): Permanent {
  return new Permanent(`Test Resource failed ${call.resource}`);
}

function waitOf(action: 'create' | 'update' | 'delete', goal: Goal): number {
  return goal.action_wait_secs?.[action] ?? goal.wait_secs;
}
