import { YaqlFault } from '../yaql-fault.js';

export const microsecondsOf = {
  day: 86_400_000_000n,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1_000n,
} as const;

const mostDays = 999_999_999n;

/** Python's timedelta. */
export class TimeSpan {
  /** @throws YaqlFault `OverflowError`: longer than Python's can be */
  constructor(readonly microseconds: bigint) {
    const { days } = parts(microseconds);
    if (days > mostDays || days < -mostDays)
      throw new YaqlFault('OverflowError', `days=${days}; must have magnitude <= ${mostDays}`);
  }
}

/** Half a microsecond goes to the even side. @throws YaqlFault: it is no finite number */
export function wholeMicroseconds(microseconds: number): bigint {
  if (Number.isNaN(microseconds)) throw new YaqlFault('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(microseconds))
    throw new YaqlFault('OverflowError', 'cannot convert float infinity to integer');
  return BigInt(roundHalfEven(microseconds));
}

/** As Python reads a timestamp: whole seconds and the rest are taken apart first. */
export function microsecondsOfSeconds(seconds: number): bigint {
  if (Number.isNaN(seconds)) throw new YaqlFault('ValueError', 'Invalid value NaN (not a number)');
  const whole = Math.trunc(seconds);
  const rest = wholeMicroseconds((seconds - whole) * 1e6);
  return wholeMicroseconds(whole) * microsecondsOf.second + rest;
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** As Python keeps it: days may be negative, the rest is not. */
export function parts(microseconds: bigint): { days: bigint; seconds: bigint; microseconds: bigint } {
  const rest = ((microseconds % microsecondsOf.day) + microsecondsOf.day) % microsecondsOf.day;
  return {
    days: (microseconds - rest) / microsecondsOf.day,
    seconds: rest / microsecondsOf.second,
    microseconds: rest % microsecondsOf.second,
  };
}
