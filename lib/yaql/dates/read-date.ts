import { YaqlFault } from '../yaql-fault.js';
import { daysFromEpoch } from './calendar.js';
import { DateTime, type DateFields } from './date-time.js';
import { dayNames, monthNames, placeOf } from './names.js';
import { readOffset } from './read-offset.js';
import { microsecondsOf } from './time-span.js';

interface Found {
  fields: { -readonly [K in keyof DateFields]: number };
  yearDay: number | undefined;
  afternoon: boolean | undefined;
  offset: bigint;
}

interface Directive {
  readonly pattern: string;
  read(text: string, found: Found): void;
}

const number = (pattern: string, field: keyof DateFields): Directive => ({
  pattern,
  read(text, { fields }) {
    fields[field] = Number(text);
  },
});

const name = (
  names: readonly string[],
  length: number | undefined,
  read: (place: number, found: Found) => void,
): Directive => ({
  pattern: names.map((each) => each.slice(0, length)).join('|'),
  read: (text, found) => read(placeOf(text, names) ?? 0, found),
});

const month = (place: number, { fields }: Found): void => {
  fields.month = place + 1;
};
const ignored = (): void => undefined;

const directives: Readonly<Record<string, Directive>> = {
  a: name(dayNames, 3, ignored),
  A: name(dayNames, undefined, ignored),
  b: name(monthNames, 3, month),
  B: name(monthNames, undefined, month),
  d: number('3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]', 'day'),
  H: number('2[0-3]|[01]\\d|\\d', 'hour'),
  I: number('1[0-2]|0[1-9]|[1-9]', 'hour'),
  m: number('1[0-2]|0[1-9]|[1-9]', 'month'),
  M: number('[0-5]\\d|\\d', 'minute'),
  S: number('6[01]|[0-5]\\d|\\d', 'second'),
  Y: number('\\d{4}', 'year'),
  f: {
    pattern: '\\d{1,6}',
    read(text, { fields }) {
      fields.microsecond = Number(text.padEnd(6, '0'));
    },
  },
  j: {
    pattern: '36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]',
    read(text, found) {
      found.yearDay = Number(text);
    },
  },
  p: {
    pattern: 'AM|PM',
    read(text, found) {
      found.afternoon = text.toUpperCase() === 'PM';
    },
  },
  w: { pattern: '[0-6]', read: ignored },
  y: {
    pattern: '\\d\\d',
    read(text, { fields }) {
      fields.year = Number(text) + (Number(text) <= 68 ? 2000 : 1900);
    },
  },
  z: {
    pattern: '[+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|[Zz]',
    read(text, found) {
      found.offset = readOffset(text) ?? 0n;
    },
  },
  Z: { pattern: 'UTC|GMT', read: ignored },
};

/** Python's `strptime` in the C locale, in UTC when the text names no offset. @throws YaqlFault `ValueError` */
export function readDate(text: string, format: string): DateTime {
  const used: Directive[] = [];
  const expanded = format
    .replaceAll('%c', '%a %b %d %H:%M:%S %Y')
    .replaceAll('%x', '%m/%d/%y')
    .replaceAll('%X', '%H:%M:%S');
  const source = expanded.replace(/%([^])|\s+|[^]/gu, (match, letter: string | undefined) => {
    if (letter === undefined) return /\s/.test(match) ? '\\s+' : match.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
    if (letter === '%') return '%';
    const directive = directives[letter];
    if (!directive) throw new YaqlFault('ValueError', `'${letter}' is a bad directive in format '${format}'`);
    // As in Python; what could be read in many ways would also take long.
    if (used.includes(directive)) throw new YaqlFault('RegexError', `redefinition of group name '${letter}'`);
    used.push(directive);
    return `(${directive.pattern})`;
  });
  const match = new RegExp(`^${source}`, 'iu').exec(text);
  if (!match) throw new YaqlFault('ValueError', `time data '${text}' does not match format '${format}'`);
  if (match[0].length < text.length)
    throw new YaqlFault('ValueError', `unconverted data remains: ${text.slice(match[0].length)}`);
  const found: Found = {
    fields: { year: 1900, month: 1, day: 1, hour: 0, minute: 0, second: 0, microsecond: 0 },
    yearDay: undefined,
    afternoon: undefined,
    offset: 0n,
  };
  used.forEach((directive, index) => directive.read(match[index + 1] ?? '', found));
  return result(found);
}

function result({ fields, yearDay, afternoon, offset }: Found): DateTime {
  if (afternoon !== undefined) fields.hour = (fields.hour % 12) + (afternoon ? 12 : 0);
  if (yearDay === undefined) return DateTime.of(fields, offset);
  const start = DateTime.of({ ...fields, month: 1, day: 1 }, offset);
  const days = BigInt(daysFromEpoch(fields.year, 1, 1) + yearDay - 1);
  return DateTime.at(start.local + (days - BigInt(start.days)) * microsecondsOf.day, offset);
}
