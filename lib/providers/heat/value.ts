import { z } from 'zod';
import { defineResource, type Json, type Observation } from '../../handler/index.js';
import { nothingOutside } from './nothing-outside.js';
import { asType, valueTypes } from './value-types.js';
import { physicalName } from './physical-name.js';

const properties = z.object({
  value: z
    .unknown()
    .meta({ updatable: true, description: 'The value, mostly an expression over other resources' }),
  type: z.enum(valueTypes).optional().meta({
    updatable: true,
    description: 'What to convert the value to; without it any value is kept as it is',
  }),
});
const attributes = z.object({
  value: z.unknown().meta({ description: 'The value, converted to the type' }),
});

/** Gives an expression a name, so that a template writes it once. */
export const value = defineResource({
  type: 'OS::Heat::Value',
  description: 'Keeps the value of an expression as an attribute, so that a template writes it once.',
  observed: 'by report',
  properties,
  attributes,

  // The value is worked out first: one that does not fit its type leaves nothing behind.
  create: async (goal, call) => {
    const observation = kept(goal);
    return Promise.resolve({ physicalId: physicalName(call), observation });
  },
  update: async (_id, goal) => Promise.resolve({ observation: kept(goal) }),
  find: nothingOutside,
  delete: () => Promise.resolve(),
  // It follows from the goal alone, whoever kept it before.
  adopt: async (_id, goal) => Promise.resolve(kept(goal)),
});

function kept(goal: z.output<typeof properties>): Observation<z.output<typeof attributes>> {
  return { status: 'ready', attributes: { value: asType(goal.value as Json, goal.type) } };
}
