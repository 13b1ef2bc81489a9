import { YaqlFault } from '../yaql-fault.js';
import { DateTime, type DateFields } from './date-time.js';
import { monthNames, placeOf } from './names.js';
import { readOffset } from './read-offset.js';

const clock = String.raw`(?<hour>\d\d?):(?<minute>\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d+))?)?(?:\s*(?<half>[AaPp][Mm]))?`;
const zone = String.raw`(?:\s*(?<zone>[Zz]|UTC|GMT|[+-]\d\d(?::?\d\d)?))?`;
const dayName = String.raw`(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?`;
const month = String.raw`(?<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`;

const forms = [
  // 2003-09-25, 2003/9/25 10:49
  String.raw`(?<year>\d{4})[-/.](?<month>\d\d?)[-/.](?<day>\d\d?)(?:(?:\s+|[Tt])${clock}${zone})?`,
  // 20030925, 20030925T104941
  String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?:[Tt ]?(?<hour>\d\d)(?<minute>\d\d)(?<second>\d\d)?(?:[.,](?<fraction>\d+))?${zone})?`,
  String.raw`(?<year>\d{4})(?<month>\d\d)(?<day>\d\d)(?:\s+|[Tt])${clock}${zone}`,
  // 9/25/2003
  String.raw`(?<month>\d\d?)[-/.](?<day>\d\d?)[-/.](?<year>\d{4})(?:\s+${clock}${zone})?`,
  // Thu, 25 Sep 2003 10:49:41 -0300
  String.raw`${dayName}(?<day>\d\d?)(?:st|nd|rd|th)?[\s-]+${month}[\s,-]+(?<year>\d{4})(?:\s+${clock}${zone})?`,
  // Sep 25, 2003 10:49
  String.raw`${dayName}${month}\s+(?<day>\d\d?)(?:st|nd|rd|th)?,?\s+(?<year>\d{4})(?:\s+${clock}${zone})?`,
  // Thu Sep 25 10:36:28 2003
  String.raw`${dayName}${month}\s+(?<day>\d\d?)\s+${clock}${zone}\s+(?<year>\d{4})`,
].map((source) => new RegExp(`^\\s*${source}\\s*$`, 'i'));

/**
 * A date as people write it, in UTC when the text names no offset. Only forms that give a whole date are known, and
 * those that cannot be read in two ways but for the month before the day.
 * @throws YaqlFault `ValueError`
 */
export function recogniseDate(text: string): DateTime {
  for (const form of forms) {
    const parts = text.length <= longest ? form.exec(text)?.groups : undefined;
    if (parts) return fromParts(parts, text);
  }
  if (text.trim() === '') throw new YaqlFault('ValueError', `String does not contain a date: ${text}`);
  throw new YaqlFault('ValueError', `Unknown string format: ${text}`);
}

const longest = 100;

function fromParts(parts: Readonly<Record<string, string | undefined>>, text: string): DateTime {
  const {
    year,
    month = '1',
    day = '1',
    name,
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    half,
    zone = 'Z',
  } = parts;
  const fields: DateFields = {
    year: Number(year),
    month: name === undefined ? Number(month) : (placeOf(name, monthNames) ?? 0) + 1,
    day: Number(day),
    hour: half === undefined ? Number(hour) : (Number(hour) % 12) + (/^p/i.test(half) ? 12 : 0),
    minute: Number(minute),
    second: Number(second),
    microsecond: Number(fraction.slice(0, 6).padEnd(6, '0')),
  };
  try {
    return DateTime.of(fields, readOffset(zone) ?? 0n);
  } catch (error) {
    throw error instanceof YaqlFault ? new YaqlFault(error.kind, `${error.message}: ${text}`) : error;
  }
}
