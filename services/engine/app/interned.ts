const strings = new Map<string, string>();

/** The one copy of a string that occurs many times: type names, of which there are few. */
export function interned(text: string): string {
  const known = strings.get(text);
  if (known !== undefined) return known;
  strings.set(text, text);
  return text;
}
