import { z } from 'zod';
import { defineProvider, defineResource } from '../../lib/handler/index.js';

/** Things that need no doing. */
const noop = defineResource({
  type: 'Test::Noop',
  description: 'Is there as soon as it is asked for.',
  properties: z.object({
    value: z.string().default('').meta({ description: 'Comes back as an attribute' }),
    fail: z.boolean().default(false).meta({ description: 'Fails for good' }),
  }),
  attributes: z.object({ value: z.string().meta({ description: 'The property' }) }),
  create: (goal, call) => {
    if (goal.fail) return Promise.reject(new Error(`${call.resource} is to fail`));
    return Promise.resolve({
      physicalId: call.idempotencyKey,
      observation: { status: 'ready' as const, attributes: { value: goal.value } },
    });
  },
  observe: (_id, goal) => Promise.resolve({ status: 'ready' as const, attributes: { value: goal.value } }),
  delete: () => Promise.resolve(),
});

export default defineProvider({ name: 'noop', handlers: [noop] });
