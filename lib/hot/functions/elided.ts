import type { Expression } from '../values.js';

/** Stands, while compiling, for what is not there at all: the list, the map or the properties around it leave it out. */
export const elided: Expression = { call: 'elided', args: [] };

/** Where something has to stand it is null. */
export function orNull(expression: Expression): Expression {
  return expression === elided ? { lit: null } : expression;
}
