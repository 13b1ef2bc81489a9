import { category, forms, type Flags } from './characters.js';
import { escapedCharacter, octalCharacter } from './escape-sequence.js';
import type { CharacterTest } from './node.js';
import type { PatternSource } from './pattern-source.js';

type Member = number | CharacterTest;

/** Reads `[...]`, behind its first bracket. @throws PythonFault `RegexError` */
export function parseSet(source: PatternSource, flags: Flags): CharacterTest {
  const start = source.at - 1;
  const negated = source.take('^');
  const tests: CharacterTest[] = [];
  const codes = new Set<number>();
  const unterminated = () => source.fault('unterminated character set', start);
  for (let first = true; first || source.peek() !== ']'; first = false) {
    if (source.atEnd) throw unterminated();
    const from = source.at;
    const member = parseMember(source, flags);
    if (source.peek() !== '-' || source.peek(1) === ']') {
      if (typeof member === 'number') codes.add(member);
      else tests.push(member);
      continue;
    }
    source.next();
    if (source.peek() === '') throw unterminated();
    tests.push(range(member, parseMember(source, flags), source, from));
  }
  source.next();
  const holds = (code: number): boolean => codes.has(code) || tests.some((test) => test(code));
  return (code) => forms(code, flags).some(holds) !== negated;
}

function parseMember(source: PatternSource, flags: Flags): Member {
  const start = source.at;
  const char = source.next();
  if (char !== '\\') return char.codePointAt(0) ?? 0;
  const letter = source.next();
  return (
    category(letter, flags) ??
    (/[0-7]/.test(letter) ? octalCharacter(letter, source, start) : escapedCharacter(letter, source, start))
  );
}

function range(low: Member, high: Member, source: PatternSource, from: number): CharacterTest {
  if (typeof low !== 'number' || typeof high !== 'number' || high < low) {
    const written = [...source.text].slice(from, source.at).join('');
    throw source.fault(`bad character range ${written}`, from);
  }
  return (code) => code >= low && code <= high;
}
