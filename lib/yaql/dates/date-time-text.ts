import type { DateTime } from './date-time.js';
import { microsecondsOf } from './time-span.js';

/** Python's `str`: "2020-01-02 03:04:05.000006+00:00". */
export function dateTimeText(date: DateTime): string {
  const { year, month, day, hour, minute, second, microsecond } = date.fields;
  const fraction = microsecond === 0 ? '' : `.${padded(microsecond, 6)}`;
  const clock = [hour, minute, second].map((part) => padded(part, 2)).join(':');
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)} ${clock}${fraction}${offsetText(date.offset, ':')}`;
}

/** Python's `repr`, with the zone as dateutil shows it. */
export function dateTimeRepr(date: DateTime): string {
  const { year, month, day, hour, minute, second, microsecond } = date.fields;
  const optional = microsecond === 0 ? (second === 0 ? [] : [second]) : [second, microsecond];
  const seconds = date.offset / microsecondsOf.second;
  const zone = date.offset === 0n ? 'tzutc()' : `tzoffset(None, ${seconds})`;
  return `datetime.datetime(${[year, month, day, hour, minute, ...optional].join(', ')}, tzinfo=${zone})`;
}

/** "+02:00", with seconds when there are some. */
export function offsetText(offset: bigint, separator: string): string {
  const magnitude = offset < 0n ? -offset : offset;
  const seconds = Number(magnitude / microsecondsOf.second);
  const rest = Number(magnitude % microsecondsOf.second);
  const clock = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60];
  if (seconds % 60 !== 0 || rest !== 0) clock.push(seconds % 60);
  const fraction = rest === 0 ? '' : `.${padded(rest, 6)}`;
  return `${offset < 0n ? '-' : '+'}${clock.map((part) => padded(part, 2)).join(separator)}${fraction}`;
}

export function padded(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
