/** The proleptic Gregorian calendar. */

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** `month` from 1. */
export function daysIn(year: number, month: number): number {
  return month === 2 && isLeap(year) ? 29 : (monthDays[month - 1] ?? 0);
}

/** Days from 1970-01-01 to a date; months beyond the year are not counted on. */
export function daysFromEpoch(year: number, month: number, day: number): number {
  const before = year - 1;
  const leaps = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400);
  return before * 365 + leaps - 719_162 + yearDay(year, month, day) - 1;
}

/** From 1. */
export function yearDay(year: number, month: number, day: number): number {
  let days = day;
  for (let index = 1; index < month; index++) days += daysIn(year, index);
  return days;
}

export function dateOf(daysSinceEpoch: number): { year: number; month: number; day: number } {
  // An estimate, never too late; the years are gone through from there.
  let year = Math.max(1, 1970 + Math.floor(daysSinceEpoch / 365.2425) - 1);
  while (daysFromEpoch(year + 1, 1, 1) <= daysSinceEpoch) year++;
  let rest = daysSinceEpoch - daysFromEpoch(year, 1, 1);
  let month = 1;
  for (; rest >= daysIn(year, month); month++) rest -= daysIn(year, month);
  return { year, month, day: rest + 1 };
}

/** 0 is Monday. */
export function weekday(daysSinceEpoch: number): number {
  return (((daysSinceEpoch + 3) % 7) + 7) % 7;
}
