import { microsecondsOf } from './time-span.js';

/** "Z", "+02", "+0200", "-02:30": microseconds; undefined: it is none. */
export function readOffset(text: string): bigint | undefined {
  if (/^[Zz]$/.test(text)) return 0n;
  const match = /^([+-])(\d\d):?(\d\d)?(?::?(\d\d)(?:\.(\d{1,6}))?)?$/.exec(text);
  if (!match) return undefined;
  const [, sign, hours = '0', minutes = '0', seconds = '0', fraction = ''] = match;
  const offset =
    BigInt(hours) * microsecondsOf.hour +
    BigInt(minutes) * microsecondsOf.minute +
    BigInt(seconds) * microsecondsOf.second +
    BigInt(fraction.padEnd(6, '0'));
  return sign === '-' ? -offset : offset;
}
