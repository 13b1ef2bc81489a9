import { createHash } from 'node:crypto';
import type { Call } from '../../handler/index.js';

const SUFFIX_LENGTH = 12;
const LONGEST = 255;

/**
 * A physical id in Heat's form, `stack-resource-x4k2…`, made of the idempotency key alone: every retry yields the
 * same without anything being saved.
 * @param mark stands at its end.
 */
export function physicalName(call: Call, mark = ''): string {
  const suffix = hash(call.idempotencyKey).slice(0, SUFFIX_LENGTH - mark.length) + mark;
  const name = `${call.stack.name}-${call.resource}`.slice(0, LONGEST - SUFFIX_LENGTH - 1);
  return `${name}-${suffix}`;
}

/** A number in [0, 1) that every retry draws again. */
export function fractionOf(call: Call): number {
  return createHash('sha256').update(`fraction ${call.idempotencyKey}`).digest().readUInt32BE() / 2 ** 32;
}

/** Lower-case letters and digits. */
export function hash(text: string): string {
  const digest = createHash('sha256').update(text).digest('hex');
  return BigInt(`0x${digest}`).toString(36).padStart(50, '0');
}
