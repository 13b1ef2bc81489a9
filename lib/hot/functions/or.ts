import { booleanFunction } from './boolean-function.js';

/** `or: [condition, condition, ...]`, in conditions. */
export const or = booleanFunction('or', (conditions) => {
  if (conditions.includes(true)) return true;
  return conditions.includes(undefined) ? undefined : false;
});
