import { isWord, sameCharacter, category, type Flags } from './characters.js';
import { escapedCharacter, octalCharacter } from './escape-sequence.js';
import type { Assertion, Node } from './node.js';
import { openGroup } from './parse-group.js';
import { parseRepeat } from './parse-repeat.js';
import { parseSet } from './parse-set.js';
import type { PatternSource } from './pattern-source.js';

/** Groups inside one another. */
const deepest = 100;

/** Groups of the pattern that were read so far. */
export class Groups {
  count = 0;
  readonly names = new Map<string, number>();
  readonly open = new Set<number>();
  depth = 0;
  /** Characters each group always takes; undefined: not always as many. */
  readonly widths = new Map<number, number | undefined>();
  /** The last group before a look-behind that is being read. */
  beforeLookBehind = Infinity;
  /** Where `(?(group)...` stands: it may come before the group. */
  readonly conditions = new Map<number, number>();
}

/** Reads alternatives up to a closing parenthesis or the end. @throws PythonFault `RegexError` */
export function parseChoice(source: PatternSource, flags: Flags, groups: Groups): Node {
  if (++groups.depth > deepest) throw source.fault('too many groups inside one another');
  const options: Node[] = [];
  do options.push(parseSequence(source, flags, groups));
  while (source.take('|'));
  groups.depth--;
  const [only] = options;
  return options.length === 1 && only ? only : { kind: 'choice', options };
}

/** Reads up to the next alternative. @throws PythonFault `RegexError` */
export function parseSequence(source: PatternSource, flags: Flags, groups: Groups): Node {
  const nodes: Node[] = [];
  while (!source.atEnd && source.peek() !== '|' && source.peek() !== ')') {
    if (flags.verbose && skipVerbose(source)) continue;
    const start = source.at;
    const repeat = parseRepeat(source, nodes.at(-1));
    if (repeat) {
      nodes[nodes.length - 1] = repeat;
      continue;
    }
    const node = parseOne(source, flags, groups, start);
    if (node) nodes.push(node);
  }
  const [only] = nodes;
  return nodes.length === 1 && only ? only : { kind: 'sequence', nodes };
}

function skipVerbose(source: PatternSource): boolean {
  if (source.takeAll(/[ \t\n\r\v\f]/) !== '') return true;
  if (!source.take('#')) return false;
  source.takeAll(/[^\n]/);
  return true;
}

/** Undefined: what was read matches nothing by itself, as a comment. */
function parseOne(source: PatternSource, flags: Flags, groups: Groups, start: number): Node | undefined {
  const char = source.next();
  if (char === '(') return openGroup(source, flags, groups, start);
  if (char === '[') return { kind: 'one', test: parseSet(source, flags) };
  if (char === '.') return { kind: 'one', test: flags.dotAll ? () => true : (code) => code !== 10 };
  if (char === '^') return assertion(flags.multiLine ? lineStart : textStart);
  if (char === '$') return assertion(flags.multiLine ? lineEnd : lastLineEnd);
  return char === '\\'
    ? parseEscape(source, flags, groups, start)
    : character(char.codePointAt(0) ?? 0, flags);
}

function parseEscape(source: PatternSource, flags: Flags, groups: Groups, start: number): Node {
  const letter = source.next();
  const test = category(letter, flags);
  if (test) return { kind: 'one', test };
  if (letter === 'A') return assertion(textStart);
  if (letter === 'Z') return assertion((text, at) => at === text.length);
  if (letter === 'b' || letter === 'B') return assertion(boundary(flags, letter === 'b'));
  if (letter === '0') return character(octalCharacter(letter, source, start), flags);
  if (/[1-9]/.test(letter)) return numbered(letter, source, flags, groups, start);
  return character(escapedCharacter(letter, source, start), flags);
}

/** A reference to a group, or, with three octal digits, a character. */
function numbered(first: string, source: PatternSource, flags: Flags, groups: Groups, start: number): Node {
  let digits = first + source.takeAll(/[0-9]/, 1);
  if (digits.length === 2 && /^[0-3][0-7]$/.test(digits) && /[0-7]/.test(source.peek())) {
    digits += source.next();
    return character(parseInt(digits, 8), flags);
  }
  if (/^[4-7][0-7]$/.test(digits) && /[0-7]/.test(source.peek())) {
    throw source.fault(`octal escape value \\${digits}${source.next()} outside of range 0-0o377`, start);
  }
  return reference(Number(digits), source, flags, groups, start + 1);
}

/** @throws PythonFault `RegexError`: there is no such group yet */
export function reference(
  group: number,
  source: PatternSource,
  flags: Flags,
  groups: Groups,
  at: number,
): Node {
  if (group > groups.count) throw source.fault(`invalid group reference ${group}`, at);
  if (groups.open.has(group)) throw source.fault('cannot refer to an open group', at - 1);
  if (group > groups.beforeLookBehind)
    throw source.fault('cannot refer to group defined in the same lookbehind subpattern');
  return { kind: 'reference', group, width: groups.widths.get(group), same: sameCharacter(flags) };
}

function character(code: number, flags: Flags): Node {
  if (!flags.ignoreCase) return { kind: 'one', test: (other) => other === code };
  const same = sameCharacter(flags);
  return { kind: 'one', test: (other) => same(code, other) };
}

function assertion(holds: Assertion): Node {
  return { kind: 'assertion', holds };
}

const textStart: Assertion = (_text, at) => at === 0;
const lineStart: Assertion = (text, at) => at === 0 || text[at - 1] === 10;
const lineEnd: Assertion = (text, at) => at === text.length || text[at] === 10;
const lastLineEnd: Assertion = (text, at) =>
  at === text.length || (at === text.length - 1 && text[at] === 10);

function boundary(flags: Flags, wanted: boolean): Assertion {
  // Python's \B never holds in an empty text.
  return (text, at) =>
    text.length > 0 && (isWord(text[at - 1], flags) !== isWord(text[at], flags)) === wanted;
}
