/**
 * What a handler throws. Worker and conformance kit tell them by `name`, since a provider package may bring its own
 * copy of this module. Anything else that is thrown counts as transient.
 */

/** It may go well next time: the job is tried again, up to the engine's attempts. */
export class Transient extends Error {
  override readonly name = 'Transient';
}

/** No retry helps until the goal or the world is changed: say in the message what has to be. */
export class Permanent extends Error {
  override readonly name = 'Permanent';
}

/** True for a `Permanent` of any copy of this module. */
export function isPermanent(error: unknown): error is Error {
  return error instanceof Error && error.name === 'Permanent';
}

/** True for a `Transient` of any copy of this module. */
export function isTransient(error: unknown): error is Error {
  return error instanceof Error && error.name === 'Transient';
}
