import { z } from 'zod';
import { defineProvider, defineResource } from '../../lib/handler/index.js';

/** A thing that is looked at, unlike those of the `heat` provider. Its handler does nothing, so what is measured is the engine. */
const thing = defineResource({
  type: 'Bench::Thing',
  description: 'A thing that is looked at and whose handler does nothing.',
  properties: z.object({ value: z.string().meta({ updatable: true }) }),
  attributes: z.object({}),
  create: (goal, call) =>
    Promise.resolve({ physicalId: call.idempotencyKey, observation: { status: 'ready', properties: goal } }),
  observe: (_id, goal) => Promise.resolve({ status: 'ready', properties: goal }),
  update: (_id, goal) => Promise.resolve({ observation: { status: 'ready', properties: goal } }),
  delete: () => Promise.resolve(),
});

export default defineProvider({ name: 'bench', handlers: [thing] });
