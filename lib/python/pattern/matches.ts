import type { Work } from '../work.js';
import { PythonFault } from '../python-fault.js';
import type { PatternValue } from './pattern-value.js';

/** One match: places are characters of the text. */
export class Match {
  constructor(
    private readonly text: readonly number[],
    private readonly slots: readonly number[],
  ) {}

  get start(): number {
    return this.slots[0] ?? 0;
  }

  get end(): number {
    return this.slots[1] ?? 0;
  }

  /** Of all groups; 0 is the whole match. */
  get groups(): number {
    return this.slots.length / 2 - 1;
  }

  /** Null: the group took nothing. */
  group(index: number): string | null {
    const [start, end] = this.span(index);
    return start < 0 ? null : characters(this.text.slice(start, end));
  }

  /** -1, -1: the group took nothing. */
  span(index: number): readonly [number, number] {
    const [start = -1, end = -1] = this.slots.slice(2 * index, 2 * index + 2);
    return start < 0 || end < 0 ? [-1, -1] : [start, end];
  }
}

export function codePoints(text: string): number[] {
  return Array.from(text, (char) => char.codePointAt(0) ?? 0);
}

export function characters(codes: readonly number[]): string {
  let text = '';
  for (const code of codes) text += String.fromCodePoint(code);
  return text;
}

/** All matches from the left that do not overlap; an empty one may follow another at its end, as in Python. */
export function* matches(
  pattern: PatternValue,
  codes: readonly number[],
  work: Work,
): Generator<Match, void> {
  const matcher = pattern.matcher(codes, work);
  let mayBeEmpty = true;
  for (let at = 0; at <= codes.length;) {
    const end = matcher.match(at, mayBeEmpty);
    if (end === undefined) {
      at++;
      mayBeEmpty = true;
      continue;
    }
    work.stepOver(end - at);
    yield new Match(codes, matcher.slots);
    mayBeEmpty = end !== at;
    at = end;
  }
}

/** The first match; undefined: there is none. */
export function search(pattern: PatternValue, text: string, work: Work): Match | undefined {
  work.stepOver(text.length);
  for (const match of matches(pattern, codePoints(text), work)) return match;
  return undefined;
}

/** Whether the pattern matches the whole text, in any way that it can. Python's `re.fullmatch`. */
export function matchesWhole(pattern: PatternValue, text: string, work: Work): boolean {
  work.stepOver(text.length);
  return pattern.matcher(codePoints(text), work).matchWhole();
}

/** Puts something in the place of each match, `count` of them at most; 0: all. */
export function substitute(
  pattern: PatternValue,
  text: string,
  { count, replacement, work }: { count: number; replacement: (match: Match) => string; work: Work },
): string {
  const codes = codePoints(text);
  work.stepOver(codes.length);
  let result = '';
  let at = 0;
  let done = 0;
  for (const match of matches(pattern, codes, work)) {
    result += characters(codes.slice(at, match.start)) + replacement(match);
    work.checkText(result.length);
    at = match.end;
    if (++done === count) break;
  }
  return result + characters(codes.slice(at));
}

/** What lies between the matches, and what their groups took; `most` of them at most, 0: all. */
export function splitBy(pattern: PatternValue, text: string, most: number, work: Work): (string | null)[] {
  const codes = codePoints(text);
  work.stepOver(codes.length);
  const parts: (string | null)[] = [];
  let at = 0;
  let done = 0;
  for (const match of matches(pattern, codes, work)) {
    parts.push(characters(codes.slice(at, match.start)));
    for (let group = 1; group <= match.groups; group++) parts.push(match.group(group));
    at = match.end;
    if (++done === most) break;
    work.step(1 + match.groups);
  }
  parts.push(characters(codes.slice(at)));
  return parts;
}

/** The group that a replacement names. @throws PythonFault */
export function namedGroup(
  pattern: PatternValue,
  name: string,
  fault: (message: string) => PythonFault,
): number {
  const group = /^[0-9]+$/.test(name) ? Number(name) : pattern.names.get(name);
  if (group === undefined) throw new PythonFault('IndexError', `unknown group name '${name}'`);
  if (group > pattern.groups) throw fault(`invalid group reference ${group}`);
  return group;
}
