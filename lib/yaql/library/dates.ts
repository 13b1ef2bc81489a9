import type { Call } from '../calls/call.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { anything, dateTime, int, number, orNull, text, timeSpan } from '../calls/value-types.js';
import { dateOf, weekday } from '../dates/calendar.js';
import { DateTime, type DateFields } from '../dates/date-time.js';
import { formatDate } from '../dates/format-date.js';
import { readDate } from '../dates/read-date.js';
import { recogniseDate } from '../dates/recognise-date.js';
import { microsecondsOf, TimeSpan, microsecondsOfSeconds } from '../dates/time-span.js';
import { toIndex } from '../values/integer.js';
import type { Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';

const zero = new TimeSpan(0n);
const offset = optional('offset', timeSpan, zero);
const fieldNames = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const;

/** A date's fields, those that are given in the place of others. */
function withFields(base: DateFields, given: readonly (bigint | boolean | null)[]): DateFields {
  const changes = fieldNames.map((name, index) => {
    const value = given[index] ?? null;
    return [name, value === null ? base[name] : toIndex(value)] as const;
  });
  return Object.fromEntries(changes) as unknown as DateFields;
}

const nothing: DateFields = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0, microsecond: 0 };

function fromTimestamp(timestamp: bigint | number, zone: TimeSpan): DateTime {
  const microseconds =
    typeof timestamp === 'bigint' ? timestamp * microsecondsOf.second : microsecondsOfSeconds(timestamp);
  const local = microseconds + zone.microseconds;
  const days = Number(local / microsecondsOf.day);
  if (Math.abs(days) > farthest)
    throw new YaqlFault('OverflowError', 'timestamp out of range for platform time_t');
  const { year } = days < 0 ? { year: 1970 + Math.floor(days / 365.2425) } : dateOf(days);
  if (year < 1 || year > 9999) throw new YaqlFault('ValueError', `year ${year} is out of range`);
  return DateTime.at(local, zone.microseconds);
}

/** Days. */
const farthest = 1e12;

function now(zone: TimeSpan, call: Call): DateTime {
  const clock = call.engine.sources.now;
  if (!clock)
    throw new YaqlFault('NotSupported', 'now() is not supported here: each look would see another value');
  return DateTime.at(BigInt(clock()) * microsecondsOf.millisecond + zone.microseconds, zone.microseconds);
}

/** `value.name` of a date. */
function property(name: string, read: (date: DateTime) => Value): Definition {
  return define('function', `#property#${name}`, { parameters: [param('obj', dateTime)] }, (_call, [date]) =>
    read(date),
  );
}

const dayStart = (date: DateTime): bigint => BigInt(date.days) * microsecondsOf.day;

export const dates: readonly Definition[] = [
  define(
    'function',
    'datetime',
    {
      parameters: [
        param('year', int),
        param('month', int),
        param('day', int),
        optional('hour', int, 0n),
        optional('minute', int, 0n),
        optional('second', int, 0n),
        optional('microsecond', int, 0n),
        offset,
      ],
    },
    (_call, [year, month, day, hour, minute, second, microsecond, zone]) =>
      DateTime.of(
        withFields(nothing, [year, month, day, hour, minute, second, microsecond]),
        zone.microseconds,
      ),
  ),
  define(
    'function',
    'datetime',
    { parameters: [param('timestamp', number), offset] },
    (_call, [timestamp, zone]) => fromTimestamp(timestamp, zone),
  ),
  define(
    'function',
    'datetime',
    { parameters: [param('string', text), optional('format', orNull(text), null)] },
    (call, [value, format]) => {
      call.budget.stepOver(value.length);
      return format === null || format === '' ? recogniseDate(value) : readDate(value, format);
    },
  ),
  define('function', 'now', { parameters: [offset] }, (call, [zone]) => now(zone, call)),
  // Where the engine runs is no part of a template.
  define('function', 'localtz', {}, () => zero),
  define('function', 'utctz', {}, () => zero),
  define(
    'function',
    'isDatetime',
    { parameters: [param('value', anything)] },
    (_call, [value]) => value instanceof DateTime,
  ),

  ...fieldNames.map((name) => property(name, (date) => BigInt(date.fields[name]))),
  property('weekday', (date) => BigInt(weekday(date.days))),
  property('offset', (date) => new TimeSpan(date.offset)),
  // As in yaql, which takes the offset off twice.
  property('timestamp', (date) => Number(`${date.instant - date.offset}e-6`)),
  property('date', (date) => DateTime.at(dayStart(date), date.offset)),
  property('time', (date) => new TimeSpan(date.local - dayStart(date))),
  property('utc', (date) => DateTime.at(date.local - date.offset, date.offset)),

  define(
    'method',
    'replace',
    {
      parameters: [
        param('dt', dateTime),
        ...fieldNames.map((name) => optional(name, orNull(int), null)),
        optional('offset', orNull(timeSpan), null),
      ],
    },
    (_call, args) => replaced(args),
  ),
  define(
    'method',
    'format',
    { parameters: [param('dt', dateTime), param('format', text)] },
    (call, [date, format]) => formatDate(date, format, call.budget),
  ),
];

function replaced(args: readonly unknown[]): DateTime {
  const [date, ...changes] = args as [DateTime, ...(bigint | boolean | TimeSpan | null)[]];
  const zone = changes.pop();
  const fields = withFields(date.fields, changes as (bigint | boolean | null)[]);
  return DateTime.of(fields, zone instanceof TimeSpan ? zone.microseconds : date.offset);
}
