/** A text as Python shows it: in single quotes, unless it has some and no double ones. */
export function stringRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  // What Python calls printable: all but separators, controls, surrogates, and what is not assigned or private.
  const body = text.replace(/[\\'"]|(?! )[\p{C}\p{Z}]/gu, (char) => escaped(char, quote));
  return `${quote}${body}${quote}`;
}

function escaped(char: string, quote: string): string {
  if (char === "'" || char === '"') return char === quote ? `\\${char}` : char;
  const short = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' }[char];
  if (short !== undefined) return short;
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000
    ? `\\u${code.toString(16).padStart(4, '0')}`
    : `\\U${code.toString(16).padStart(8, '0')}`;
}

/** With everything beyond ASCII escaped. */
export function asciiOnly(text: string): string {
  return text.replace(/[^\0-\x7f]/gu, (char) => escaped(char, ''));
}
