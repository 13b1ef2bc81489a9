import type { Flags } from './characters.js';
import { fixedWidth } from './fixed-width.js';
import type { Node } from './node.js';
import { localFlags } from './parse-flags.js';
import { parseChoice, parseSequence, reference, type Groups } from './parse-pattern.js';
import type { PatternSource } from './pattern-source.js';

/** Reads what begins with `(`, which was read. Undefined: a comment. @throws PythonFault `RegexError` */
export function openGroup(
  source: PatternSource,
  flags: Flags,
  groups: Groups,
  start: number,
): Node | undefined {
  if (!source.take('?')) return capturing(source, flags, groups, start, undefined);
  const char = source.next();
  switch (char) {
    case '':
      throw source.fault('unexpected end of pattern');
    case ':':
      return plain(source, flags, groups, start);
    case 'P':
      return named(source, flags, groups, start);
    case '#':
      return comment(source, start);
    case '=':
    case '!':
      return { kind: 'ahead', negated: char === '!', body: inside(source, flags, groups, start) };
    case '<':
      return behind(source, flags, groups, start);
    case '>':
      return { kind: 'atomic', body: inside(source, flags, groups, start) };
    case '(':
      return conditional(source, flags, groups, start);
    default:
      source.at--;
      return plain(source, localFlags(source, flags, start), groups, start);
  }
}

function inside(source: PatternSource, flags: Flags, groups: Groups, start: number): Node {
  const body = parseChoice(source, flags, groups);
  if (!source.take(')')) throw source.fault('missing ), unterminated subpattern', start);
  return body;
}

/** Within a sequence of its own, so that it can be repeated whatever is in it. */
function plain(source: PatternSource, flags: Flags, groups: Groups, start: number): Node {
  return { kind: 'sequence', nodes: [inside(source, flags, groups, start)] };
}

function capturing(
  source: PatternSource,
  flags: Flags,
  groups: Groups,
  start: number,
  name: string | undefined,
): Node {
  const index = ++groups.count;
  if (name !== undefined) {
    const other = groups.names.get(name);
    if (other !== undefined) {
      const message = `redefinition of group name '${name}' as group ${index}; was group ${other}`;
      throw source.fault(message, source.at - [...name].length - 1);
    }
    groups.names.set(name, index);
  }
  groups.open.add(index);
  const body = inside(source, flags, groups, start);
  groups.open.delete(index);
  groups.widths.set(index, fixedWidth(body));
  return { kind: 'group', index, body };
}

function named(source: PatternSource, flags: Flags, groups: Groups, start: number): Node {
  if (source.take('<')) return capturing(source, flags, groups, start, groupName(source, '>'));
  if (source.take('=')) {
    const at = source.at;
    const name = groupName(source, ')');
    const group = groups.names.get(name);
    if (group === undefined) throw source.fault(`unknown group name '${name}'`, at);
    return reference(group, source, flags, groups, source.at - [...name].length);
  }
  const char = source.next();
  if (char === '') throw source.fault('unexpected end of pattern');
  throw source.fault(`unknown extension ?P${char}`, start + 1);
}

function groupName(source: PatternSource, end: string): string {
  const at = source.at;
  const name = source.until(end, 'group name');
  if (!/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u.test(name))
    throw source.fault(`bad character in group name '${name}'`, at);
  return name;
}

function comment(source: PatternSource, start: number): undefined {
  for (let char = source.next(); char !== ')'; char = source.next())
    if (char === '') throw source.fault('missing ), unterminated comment', start);
}

function behind(source: PatternSource, flags: Flags, groups: Groups, start: number): Node {
  const char = source.next();
  if (char === '') throw source.fault('unexpected end of pattern');
  if (char !== '=' && char !== '!') throw source.fault(`unknown extension ?<${char}`, start + 1);
  const { beforeLookBehind } = groups;
  groups.beforeLookBehind = Math.min(beforeLookBehind, groups.count);
  const body = inside(source, flags, groups, start);
  groups.beforeLookBehind = beforeLookBehind;
  const width = fixedWidth(body);
  if (width === undefined) throw source.plainFault('look-behind requires fixed-width pattern');
  return { kind: 'behind', negated: char === '!', body, width };
}

function conditional(source: PatternSource, flags: Flags, groups: Groups, start: number): Node {
  const at = source.at;
  const name = source.until(')', 'group name');
  const group = /^[0-9]+$/.test(name) ? Number(name) : groups.names.get(name);
  if (group === undefined) throw source.fault(`unknown group name '${name}'`, at);
  if (group === 0) throw source.fault('bad group number', at);
  groups.conditions.set(group, at);
  const yes = parseSequence(source, flags, groups);
  const no = source.take('|') ? parseSequence(source, flags, groups) : undefined;
  if (source.peek() === '|') throw source.fault('conditional backref with more than two branches');
  if (!source.take(')')) throw source.fault('missing ), unterminated subpattern', start);
  return { kind: 'conditional', group, yes, no: no ?? { kind: 'sequence', nodes: [] } };
}
