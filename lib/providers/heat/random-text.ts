import { randomInt } from 'node:crypto';
import { Permanent } from '../../handler/index.js';

const LOWERCASE = 'abcdefghijklmnopqrstuvwxyz';
const UPPERCASE = LOWERCASE.toUpperCase();
const DIGITS = '0123456789';

const members = {
  lettersdigits: LOWERCASE + UPPERCASE + DIGITS,
  letters: LOWERCASE + UPPERCASE,
  lowercase: LOWERCASE,
  uppercase: UPPERCASE,
  digits: DIGITS,
  hexdigits: `${DIGITS}ABCDEF`,
  octdigits: '01234567',
} as const;

export type CharacterClass = keyof typeof members;
export const characterClasses = Object.keys(members) as [CharacterClass, ...CharacterClass[]];

/** Characters of which at least `min` are in the text. */
export interface Source {
  readonly characters: string;
  readonly min: number;
}

export function classSource(name: CharacterClass, min: number): Source {
  return { characters: members[name], min };
}

/**
 * A text of `length` characters, every one drawn from the sources by the system's cryptographic randomness.
 * @throws Permanent when the sources cannot yield it.
 */
export function randomText(length: number, sources: readonly Source[]): string {
  const atLeast = sources.reduce((sum, { min }) => sum + min, 0);
  if (atLeast > length) {
    throw new Permanent(
      `A length of ${String(length)} is smaller than the ${String(atLeast)} characters that character classes and sequences ask for together: raise length or lower their min.`,
    );
  }
  const all = [...new Set(sources.flatMap(({ characters }) => [...characters]))];
  if (all.length === 0 || sources.some(({ characters }) => characters === '')) {
    throw new Permanent(
      'There is no character to choose from: name a character class or a sequence that is not empty.',
    );
  }
  const drawn = sources.flatMap(({ characters, min }) => draw([...characters], min));
  return shuffled([...drawn, ...draw(all, length - atLeast)]).join('');
}

function draw(characters: readonly string[], count: number): string[] {
  return Array.from({ length: count }, () => characters[randomInt(characters.length)] ?? '');
}

/** Fisher and Yates, as in Knuth, The Art of Computer Programming, volume 2, algorithm P. */
function shuffled(characters: string[]): string[] {
  for (let last = characters.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [characters[last], characters[other]] = [characters[other] ?? '', characters[last] ?? ''];
  }
  return characters;
}
