/** A point in time, or why a text is none: `2030-01-01T00:00:00Z`, in Python's words. */
export type IsoTime = { readonly epochMs: number } | { readonly fault: string };

const shape =
  /^(?<year>\d{4})((-(?<monthDash>\d{1,2})|(?<month>\d{2})(?!$))((-(?<dayDash>\d{1,2})|(?<day>\d{2}))([ T](?<hour>\d{2})(:?(?<minute>\d{2}))?(:?(?<second>\d{1,2})([.,]\d+)?)?(Z|(?<sign>[-+])(?<zoneHour>\d{2}):?(?<zoneMinute>\d{2})?)?)?)?)?$/;

/** Reads what Heat reads as ISO 8601: a year, a day, or a time of one; without a zone it is UTC. */
export function isoTime(text: string): IsoTime | undefined {
  const parts = shape.exec(text)?.groups;
  if (!parts) return undefined;
  const part = (name: string, fallback: number) => Number(parts[name] ?? fallback);
  const year = part('year', 0);
  const month = parts['month'] === undefined ? part('monthDash', 1) : part('month', 1);
  const day = parts['day'] === undefined ? part('dayDash', 1) : part('day', 1);
  const [hour, minute, second] = [part('hour', 0), part('minute', 0), part('second', 0)];
  const zone = (part('zoneHour', 0) * 60 + part('zoneMinute', 0)) * (parts['sign'] === '-' ? -1 : 1);
  if (Math.abs(zone) >= 24 * 60) return { fault: 'the offset must be of less than 24 hours' };
  if (year < 1) return { fault: 'year 0 is out of range' };
  if (month < 1 || month > 12) return { fault: 'month must be in 1..12' };
  const midnight = Date.UTC(2000, month - 1, day);
  // The year is set apart, since `Date.UTC` takes those below 100 for others.
  const date = new Date(midnight);
  date.setUTCFullYear(year, month - 1, day);
  if (day < 1 || date.getUTCMonth() !== month - 1) return { fault: 'day is out of range for month' };
  if (hour > 23) return { fault: 'hour must be in 0..23' };
  if (minute > 59) return { fault: 'minute must be in 0..59' };
  if (second > 59) return { fault: 'second must be in 0..59' };
  return { epochMs: date.getTime() + ((hour * 60 + minute - zone) * 60 + second) * 1000 };
}
