import type { CustomConstraint } from './custom-constraint.js';

/** Heat's own tests wait for so many seconds with it. Nobody here does, but the value has to be a number. */
export const testConstr: CustomConstraint = (value) =>
  typeof value === 'number' && value >= 0 ? undefined : 'it is no number of seconds';
