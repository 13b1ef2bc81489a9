/** The sets of characters that Python's `\d`, `\s` and `\w` mean, as parts of a JavaScript class in `v` mode. */
export function characterSet(letter: string, ascii: boolean): string | undefined {
  const set = (ascii ? asciiSets : unicodeSets).get(letter.toLowerCase());
  if (set === undefined) return undefined;
  return letter === letter.toLowerCase() ? `[${set}]` : `[^${set}]`;
}

const asciiSets = new Map([
  ['d', '0-9'],
  ['s', '\\t-\\r\\x20'],
  ['w', 'a-zA-Z0-9_'],
]);
const unicodeSets = new Map([
  ['d', '\\p{Nd}'],
  ['s', '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'],
  ['w', '\\p{L}\\p{N}_'],
]);

/** A character that stands for itself, inside a class or outside. */
export function literal(char: string): string {
  return /^[A-Za-z0-9]$/.test(char) ? char : `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;
}
