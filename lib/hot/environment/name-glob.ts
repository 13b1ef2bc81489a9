/** A pattern for names in a registry: `*` is any text, `?` one character, `[ab]` and `[!ab]` one of some, as in Heat. */
export class NameGlob {
  private readonly parts: readonly Part[];

  constructor(readonly pattern: string) {
    this.parts = partsOf(pattern);
  }

  /** @param characters of the name */
  fits(characters: readonly string[]): boolean {
    return fitParts(this.parts, characters);
  }
}

function fitParts(parts: readonly Part[], characters: readonly string[]): boolean {
  let [at, starAt, mark] = [0, -1, 0];
  let next = 0;
  while (at < characters.length) {
    const part = parts[next];
    if (part === '*') [starAt, mark, next] = [next, at, next + 1];
    else if (part !== undefined && fits(part, characters[at] ?? '')) [at, next] = [at + 1, next + 1];
    else if (starAt >= 0) [mark, at, next] = [mark + 1, mark + 1, starAt + 1];
    else return false;
  }
  return parts.slice(next).every((part) => part === '*');
}

type Part = '*' | '?' | { readonly literal: string } | { readonly set: string; readonly negated: boolean };

function partsOf(pattern: string): Part[] {
  const characters = [...pattern];
  const parts: Part[] = [];
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '*' || character === '?') {
      parts.push(character);
      continue;
    }
    const negated = characters[at + 1] === '!';
    // A bracket that closes at once is one of the set.
    const close = character === '[' ? characters.indexOf(']', at + (negated ? 3 : 2)) : -1;
    if (close < 0) {
      parts.push({ literal: character });
      continue;
    }
    parts.push({ set: characters.slice(at + (negated ? 2 : 1), close).join(''), negated });
    at = close;
  }
  return parts;
}

function fits(part: Exclude<Part, '*'>, character: string): boolean {
  if (part === '?') return true;
  if ('literal' in part) return part.literal === character;
  return isIn(part.set, character) !== part.negated;
}

function isIn(set: string, character: string): boolean {
  const characters = [...set];
  for (let at = 0; at < characters.length; at += 1) {
    const [from = '', dash, to] = characters.slice(at, at + 3);
    if (dash === '-' && to !== undefined) {
      if (from <= character && character <= to) return true;
      at += 2;
    } else if (from === character) return true;
  }
  return false;
}
