import { z } from 'zod';
import { defineResource, type Call } from '../../handler/index.js';
import { nothingOutside } from './nothing-outside.js';
import { isDue, patienceMs, pendingUntil, waitBetweenRuns, withDueTime } from './due-time.js';
import { fractionOf, physicalName } from './physical-name.js';

const seconds = z.number().min(0);

const properties = z.object({
  min_wait: seconds.default(0).meta({ replace: true, description: 'Least time to wait, in seconds' }),
  max_jitter: seconds.default(0).meta({
    replace: true,
    description: 'Greatest random time on top of it, in units of jitter_multiplier',
  }),
  jitter_multiplier: seconds
    .default(1)
    .meta({ replace: true, description: 'Unit of max_jitter, in seconds' }),
  actions: z
    .array(z.enum(['CREATE', 'DELETE', 'SUSPEND', 'RESUME']))
    .default(['CREATE'])
    .meta({
      replace: true,
      description: 'Actions that wait',
    }),
});
type Goal = z.output<typeof properties>;
type Action = Goal['actions'][number];

/** Waits in the actions that it names, so that what requires it comes later. As in Heat, a change replaces it. */
export const delay = defineResource({
  type: 'OS::Heat::Delay',
  description:
    'Waits for a time while it is created, deleted, suspended or resumed, so that what requires it comes that much later.',
  observed: 'by report',
  properties,
  attributes: z.object({}),
  pendingTimeoutMs: (goal) => patienceMs(longestWait(goal)),

  create: async (goal, call) => {
    const waitSecs = waitOf('CREATE', goal, fractionOf(call));
    if (waitSecs === 0) return { physicalId: physicalName(call), observation: { status: 'ready' } };
    const physicalId = call.saved?.physicalId ?? withDueTime(physicalName(call), waitSecs, call.now());
    if (!call.saved?.physicalId) await call.checkpoint({ physicalId });
    return { physicalId, observation: look(physicalId, call.now()) };
  },
  observe: (id, _goal, call) => Promise.resolve(look(id, call.now())),
  find: nothingOutside,
  delete: (_id, goal, call) => wait('DELETE', goal, call),
  suspend: async (_id, goal, call) => {
    await wait('SUSPEND', goal, call);
    return {};
  },
  resume: async (id, goal, call) => {
    await wait('RESUME', goal, call);
    return { observation: look(id, call.now()) };
  },
});

function wait(action: Action, goal: Goal, call: Call): Promise<void> {
  return waitBetweenRuns(waitOf(action, goal, fractionOf(call)), call);
}

function look(id: string, nowMs: number) {
  return isDue(id, nowMs) ? { status: 'ready' as const } : pendingUntil(id);
}

function waitOf(action: Action, goal: Goal, fraction: number): number {
  if (!goal.actions.includes(action)) return 0;
  return goal.min_wait + goal.max_jitter * goal.jitter_multiplier * fraction;
}

function longestWait(goal: Goal): number {
  return waitOf('CREATE', goal, 1);
}
