import type { Budget } from '../budget.js';
import { daysFromEpoch, weekday, yearDay } from './calendar.js';
import { offsetText, padded } from './date-time-text.js';
import type { DateTime } from './date-time.js';
import { dayNames, monthNames } from './names.js';

/** Python's `strftime` in the C locale; what is no directive stays as it is. */
export function formatDate(date: DateTime, format: string, budget: Budget): string {
  let text = '';
  for (const [, directive, plain] of format.matchAll(/%([^])|([^])/gu)) {
    budget.step();
    text += directive === undefined ? (plain ?? '') : directiveText(date, directive);
    budget.checkText(text.length);
  }
  return text;
}

function directiveText(date: DateTime, letter: string): string {
  const { year, month, day } = date.fields;
  const whole = combined[letter];
  if (whole !== undefined)
    return [...whole].map((part) => (/[A-Za-z]/.test(part) ? directiveText(date, part) : part)).join('');
  const clock = clockText(date, letter);
  if (clock !== undefined) return clock;
  const dayOfWeek = weekday(date.days);
  const dayOfYear = yearDay(year, month, day);
  switch (letter) {
    case 'a':
      return (dayNames[dayOfWeek] ?? '').slice(0, 3);
    case 'A':
      return dayNames[dayOfWeek] ?? '';
    case 'b':
    case 'h':
      return (monthNames[month - 1] ?? '').slice(0, 3);
    case 'B':
      return monthNames[month - 1] ?? '';
    case 'C':
      return padded(Math.floor(year / 100), 2);
    case 'd':
      return padded(day, 2);
    case 'e':
      return String(day).padStart(2);
    case 'G':
      return String(isoWeek(date).year);
    case 'j':
      return padded(dayOfYear, 3);
    case 'm':
      return padded(month, 2);
    case 'u':
      return String(dayOfWeek + 1);
    case 'U':
      return padded(Math.floor((dayOfYear + 6 - ((dayOfWeek + 1) % 7)) / 7), 2);
    case 'V':
      return padded(isoWeek(date).week, 2);
    case 'w':
      return String((dayOfWeek + 1) % 7);
    case 'W':
      return padded(Math.floor((dayOfYear + 6 - dayOfWeek) / 7), 2);
    case 'y':
      return padded(year % 100, 2);
    case 'Y':
      return String(year);
    default:
      return signs[letter] ?? `%${letter}`;
  }
}

const combined: Readonly<Record<string, string>> = {
  c: 'a b e T Y',
  D: 'm/d/y',
  F: 'Y-m-d',
  r: 'I:M:S p',
  R: 'H:M',
  T: 'H:M:S',
  x: 'm/d/y',
  X: 'H:M:S',
};

const signs: Readonly<Record<string, string>> = { '%': '%', n: '\n', t: '\t' };

function clockText(date: DateTime, letter: string): string | undefined {
  const { hour, minute, second, microsecond } = date.fields;
  switch (letter) {
    case 'f':
      return padded(microsecond, 6);
    case 'H':
      return padded(hour, 2);
    case 'I':
      return padded(hour % 12 || 12, 2);
    case 'M':
      return padded(minute, 2);
    case 'p':
      return hour < 12 ? 'AM' : 'PM';
    case 'S':
      return padded(second, 2);
    case 'z':
      return offsetText(date.offset, '');
    case 'Z':
      return date.offset === 0n ? 'UTC' : '';
    default:
      return undefined;
  }
}

/** The week of ISO 8601, and the year that it belongs to. */
function isoWeek(date: DateTime): { year: number; week: number } {
  const thursday = date.days + 3 - weekday(date.days);
  let { year } = date.fields;
  if (thursday < daysFromEpoch(year, 1, 1)) year--;
  else if (thursday >= daysFromEpoch(year + 1, 1, 1)) year++;
  return { year, week: Math.floor((thursday - daysFromEpoch(year, 1, 1)) / 7) + 1 };
}
