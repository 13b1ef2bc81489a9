import { z } from 'zod';
import { defineResource } from '../../handler/index.js';
import { nothingOutside } from './nothing-outside.js';
import { physicalName } from './physical-name.js';

/** Stands in for any type: it takes every property, every attribute of it is null, and it never does anything. */
export const none = defineResource({
  type: 'OS::Heat::None',
  description:
    'Does nothing, in place of a resource that is not wanted: takes any property, and every attribute is null.',
  observed: 'by report',
  properties: z.looseObject({}),
  attributes: z.object({}),

  create: (_goal, call) =>
    Promise.resolve({ physicalId: physicalName(call), observation: { status: 'ready' } as const }),
  update: () => Promise.resolve({ observation: { status: 'ready' } as const }),
  find: nothingOutside,
  delete: () => Promise.resolve(),
  adopt: () => Promise.resolve({ status: 'ready' }),
});
