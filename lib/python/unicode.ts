/** Python's `str.isspace`, as the inside of a character class. */
export const whitespace =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

/** Whether a text has characters beyond the basic plane, which JavaScript counts twice. */
export function hasPairs(text: string): boolean {
  return /[\ud800-\udbff]/.test(text);
}

/** Characters, as Python counts them. */
export function lengthOf(text: string): number {
  if (!hasPairs(text)) return text.length;
  let length = 0;
  for (const _ of text) length++;
  return length;
}

/** The characters from one to before another, as Python's `text[start:end]`: negative ones count from the end. */
export function slice(text: string, start: number, end?: number): string {
  return hasPairs(text) ? [...text].slice(start, end).join('') : text.slice(start, end);
}

/** Decimal digits of any script as ASCII ones; everything else stays. */
export function decimalDigits(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (char) => (/\p{Nd}/u.test(char) ? String(digitValue(char)) : char));
}

/** Digits of a script are ten in a row, and begin after something that is no digit or a whole ten before. */
function digitValue(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return (code - first) % 10;
}
