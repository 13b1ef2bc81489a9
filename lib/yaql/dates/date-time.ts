import { YaqlFault } from '../yaql-fault.js';
import { dateOf, daysFromEpoch, daysIn } from './calendar.js';
import { microsecondsOf, parts } from './time-span.js';

export interface DateFields {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
}

/** Python's datetime, which here always has an offset from UTC. */
export class DateTime {
  private constructor(
    /** What the clock there shows, in microseconds as if it stood in UTC, from 1970 on. */
    readonly local: bigint,
    /** Microseconds. */
    readonly offset: bigint,
  ) {}

  /** Microseconds since 1970 in UTC: two that are equal are the same moment. */
  get instant(): bigint {
    return this.local - this.offset;
  }

  get days(): number {
    return Number(parts(this.local).days);
  }

  get fields(): DateFields {
    const { days, seconds, microseconds } = parts(this.local);
    const second = Number(seconds);
    return {
      ...dateOf(Number(days)),
      hour: Math.floor(second / 3_600),
      minute: Math.floor(second / 60) % 60,
      second: second % 60,
      microsecond: Number(microseconds),
    };
  }

  /** @throws YaqlFault `OverflowError`: it is before the year 1 or after 9999 */
  static at(local: bigint, offset: bigint): DateTime {
    const days = Number(parts(local).days);
    if (days < daysFromEpoch(1, 1, 1) || days > daysFromEpoch(9999, 12, 31))
      throw new YaqlFault('OverflowError', 'date value out of range');
    checkOffset(offset);
    return new DateTime(local, offset);
  }

  /** @throws YaqlFault `ValueError`: there is no such date */
  static of(fields: DateFields, offset: bigint): DateTime {
    const { year, month, day, hour, minute, second, microsecond } = fields;
    check(year >= 1 && year <= 9999, `year ${year} is out of range`);
    check(month >= 1 && month <= 12, 'month must be in 1..12');
    check(day >= 1 && day <= daysIn(year, month), 'day is out of range for month');
    check(hour >= 0 && hour <= 23, 'hour must be in 0..23');
    check(minute >= 0 && minute <= 59, 'minute must be in 0..59');
    check(second >= 0 && second <= 59, 'second must be in 0..59');
    check(microsecond >= 0 && microsecond <= 999_999, 'microsecond must be in 0..999999');
    const seconds = BigInt(hour * 3_600 + minute * 60 + second);
    const local =
      BigInt(daysFromEpoch(year, month, day)) * microsecondsOf.day + seconds * microsecondsOf.second;
    return DateTime.at(local + BigInt(microsecond), offset);
  }
}

function checkOffset(offset: bigint): void {
  const magnitude = offset < 0n ? -offset : offset;
  check(
    magnitude < microsecondsOf.day,
    'offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).',
  );
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new YaqlFault('ValueError', message);
}
