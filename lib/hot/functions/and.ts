import { booleanFunction } from './boolean-function.js';

/** `and: [condition, condition, ...]`, in conditions. */
export const and = booleanFunction('and', (conditions) => {
  if (conditions.includes(false)) return false;
  return conditions.includes(undefined) ? undefined : true;
});
