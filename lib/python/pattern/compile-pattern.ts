import type { Work } from '../work.js';
import { PythonFault } from '../python-fault.js';
import type { Flags } from './characters.js';
import { globalFlags } from './parse-flags.js';
import { Groups, parseChoice } from './parse-pattern.js';
import { PatternSource } from './pattern-source.js';
import { PatternValue } from './pattern-value.js';
import { toProgram } from './program.js';

export const noFlags: Flags = {
  ignoreCase: false,
  multiLine: false,
  dotAll: false,
  verbose: false,
  ascii: false,
};

/** Reads a regular expression of Python's. @throws PythonFault `RegexError`, with Python's message */
export function compilePattern(text: string, given: Flags, work: Work): PatternValue {
  work.stepOver(text.length * 16);
  const source = new PatternSource(text);
  let flags = given;
  for (let next = globalFlags(source, flags); next; next = globalFlags(source, flags)) flags = next;
  const groups = new Groups();
  const node = parseChoice(source, flags, groups);
  if (!source.atEnd) throw source.fault('unbalanced parenthesis');
  for (const [group, at] of groups.conditions)
    if (group > groups.count) throw source.fault(`invalid group reference ${group}`, at);
  return new PatternValue(text, flags, toProgram(node), groups.count, groups.names);
}

/** As `regex()` does, which asks for Unicode itself. @throws PythonFault `RegexError`, or `ValueError` */
export function compileUnicodePattern(text: string, given: Flags, work: Work): PatternValue {
  const pattern = compilePattern(text, given, work);
  if (pattern.flags.ascii) throw new PythonFault('ValueError', 'ASCII and UNICODE flags are incompatible');
  return pattern;
}
