import type { Json } from '../../json.js';
import { isPythonFalse } from '../../python/equal.js';

/**
 * What a parameter's `custom_constraint` asks for. Undefined: the value is as it should be; else why it is not, in Heat's
 * words; empty: Heat says no more than that. Pure: `nowMs` is the time, in ms since the epoch.
 */
export type CustomConstraint = (value: Json, nowMs: number) => string | undefined;

/** A constraint that takes nothing but text. */
export function ofText(check: (text: string, nowMs: number) => string | undefined): CustomConstraint {
  return (value, nowMs) => (typeof value === 'string' ? check(value, nowMs) : 'it is no text');
}

/** As those of Heat that let pass whatever Python takes for false. */
export function unlessEmpty(constraint: CustomConstraint): CustomConstraint {
  return (value, nowMs) => (isPythonFalse(value) ? undefined : constraint(value, nowMs));
}
