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

/**
 * It has to wait, and holds no worker meanwhile: the same action is run again after `afterMs`, with what it has saved. That is no failure
 * and no attempt, and may be said as often as it takes. Save the time until which it waits (`checkpoint`), since it may be run earlier.
 */
export class Again extends Error {
  override readonly name = 'Again';

  /** @param message why it waits, for people */
  constructor(
    message: string,
    readonly afterMs: number,
  ) {
    super(message);
  }
}

/** True for an `Again` of any copy of this module. */
export function isAgain(error: unknown): error is Error & { readonly afterMs: number } {
  return (
    error instanceof Error && error.name === 'Again' && typeof (error as Partial<Again>).afterMs === 'number'
  );
}

/** True for a `Permanent` of any copy of this module. */
export function isPermanent(error: unknown): error is Error {
  return error instanceof Error && error.name === 'Permanent';
}

/** True for a `Transient` of any copy of this module. */
export function isTransient(error: unknown): error is Error {
  return error instanceof Error && error.name === 'Transient';
}
