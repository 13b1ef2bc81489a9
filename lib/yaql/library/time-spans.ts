import { define, optional, param, type Definition } from '../calls/definition.js';
import { anything, dateTime, int, integer, number, timeSpan } from '../calls/value-types.js';
import { DateTime } from '../dates/date-time.js';
import { microsecondsOf, TimeSpan, wholeMicroseconds } from '../dates/time-span.js';
import { divide, multiply, type Numeric, trueDivide } from '../values/arithmetic.js';
import { toFloat } from '../values/integer.js';
import type { Value } from '../values/value.js';

function spanOf(microseconds: Numeric): TimeSpan {
  return new TimeSpan(typeof microseconds === 'bigint' ? microseconds : wholeMicroseconds(microseconds));
}

/** `value.name` of a timespan. */
function property(name: string, read: (microseconds: bigint) => Value): Definition {
  return define('function', `#property#${name}`, { parameters: [param('obj', timeSpan)] }, (_call, [span]) =>
    read(span.microseconds),
  );
}

function inUnits(name: string, unit: bigint): Definition {
  return property(name, (microseconds) => Number(microseconds) / Number(unit));
}

const dt = param('dt', dateTime);
const ts = param('ts', timeSpan);
const spans = { parameters: [param('ts1', timeSpan), param('ts2', timeSpan)] } as const;

export const timeSpans: readonly Definition[] = [
  define(
    'function',
    'timespan',
    {
      parameters: [
        optional('days', int, 0n),
        optional('hours', int, 0n),
        optional('minutes', int, 0n),
        optional('seconds', integer, 0n),
        optional('milliseconds', integer, 0n),
        optional('microseconds', integer, 0n),
      ],
    },
    (_call, [days, hours, minutes, seconds, milliseconds, microseconds]) =>
      new TimeSpan(
        BigInt(days) * microsecondsOf.day +
          BigInt(hours) * microsecondsOf.hour +
          BigInt(minutes) * microsecondsOf.minute +
          seconds * microsecondsOf.second +
          milliseconds * microsecondsOf.millisecond +
          microseconds,
      ),
  ),
  define(
    'function',
    'isTimespan',
    { parameters: [param('value', anything)] },
    (_call, [value]) => value instanceof TimeSpan,
  ),
  property('microseconds', (microseconds) => microseconds),
  inUnits('milliseconds', microsecondsOf.millisecond),
  inUnits('seconds', microsecondsOf.second),
  inUnits('minutes', microsecondsOf.minute),
  inUnits('hours', microsecondsOf.hour),
  inUnits('days', microsecondsOf.day),

  define('function', '#operator_+', { parameters: [dt, ts] }, (_call, [date, span]) =>
    moved(date, span.microseconds),
  ),
  define('function', '#operator_+', { parameters: [ts, dt] }, (_call, [span, date]) =>
    moved(date, span.microseconds),
  ),
  define('function', '#operator_-', { parameters: [dt, ts] }, (_call, [date, span]) =>
    moved(date, -span.microseconds),
  ),
  define(
    'function',
    '#operator_-',
    { parameters: [param('dt1', dateTime), param('dt2', dateTime)] },
    (_call, [a, b]) => new TimeSpan(a.instant - b.instant),
  ),
  define('function', '#operator_+', spans, (_call, [a, b]) => new TimeSpan(a.microseconds + b.microseconds)),
  define('function', '#operator_-', spans, (call, [a, b]) => new TimeSpan(a.microseconds - b.microseconds)),
  define('function', '#operator_/', spans, (call, [a, b]) =>
    divide(toFloat(a.microseconds), b.microseconds, call.budget),
  ),
  define('function', '#operator_*', { parameters: [ts, param('n', number)] }, (call, [span, n]) =>
    spanOf(multiply(span.microseconds, n, call.budget)),
  ),
  define('function', '#operator_*', { parameters: [param('n', number), ts] }, (call, [n, span]) =>
    spanOf(multiply(span.microseconds, n, call.budget)),
  ),
  define('function', '#operator_/', { parameters: [ts, param('n', number)] }, (call, [span, n]) =>
    spanOf(
      typeof n === 'bigint'
        ? trueDivide(span.microseconds, n)
        : divide(toFloat(span.microseconds), n, call.budget),
    ),
  ),
  define(
    'function',
    '#unary_operator_-',
    { parameters: [ts] },
    (_call, [span]) => new TimeSpan(-span.microseconds),
  ),
  define('function', '#unary_operator_+', { parameters: [ts] }, (_call, [span]) => span),
];

function moved(date: DateTime, microseconds: bigint): DateTime {
  return DateTime.at(date.local + microseconds, date.offset);
}
