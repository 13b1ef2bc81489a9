import type { Call } from '../calls/call.js';
import type { Context } from '../calls/context.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { contextLambda, type ContextLambda } from '../calls/lazy-types.js';
import { anything, flag, int, orNull, pattern, text } from '../calls/value-types.js';
import { compilePattern, compileUnicodePattern, noFlags } from '../../python/pattern/compile-pattern.js';
import {
  codePoints,
  matches,
  search,
  splitBy,
  substitute,
  type Match,
} from '../../python/pattern/matches.js';
import { PatternValue } from '../../python/pattern/pattern-value.js';
import { parseReplacement } from '../../python/pattern/replacement.js';
import { DictValue } from '../values/dict-value.js';
import { toIndex } from '../values/integer.js';
import { ListValue } from '../values/list-value.js';
import { pythonTypeName } from '../values/type-name.js';
import type { Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';

const regexp = param('regexp', pattern);
const string = param('string', text);
const selector = optional('selector', orNull(contextLambda), null);
const count = optional('count', int, 0n);
const maxSplit = optional('maxSplit', int, 0n);

function found(regex: PatternValue | string, value: string, call: Call): boolean {
  const compiled = typeof regex === 'string' ? compilePattern(regex, noFlags, call.budget) : regex;
  return search(compiled, value, call.budget) !== undefined;
}

/** Makes `$` the match, `$2` the first group and so on, and `$name` the group of that name. */
function publish(match: Match, { names }: PatternValue, context: Context, call: Call): void {
  const record = (group: number): Value => {
    const [start, end] = match.span(group);
    const entries = [['value', match.group(group)], ['start', BigInt(start)], ['end', BigInt(end)]] as const; // prettier-ignore
    return DictValue.of(entries, call.budget, 'dict');
  };
  for (let group = 0; group <= match.groups; group++) context.set(String(group + 1), record(group));
  for (const [name, group] of names) context.set(name, record(group));
}

function shown(match: Match, regex: PatternValue, select: ContextLambda | null, call: Call): Value {
  if (!select) return match.group(0);
  const context = call.context.child();
  publish(match, regex, context, call);
  return select(context);
}

function* all(
  regex: PatternValue,
  value: string,
  select: ContextLambda | null,
  call: Call,
): Generator<Value, void> {
  for (const match of matches(regex, codePoints(value), call.budget)) yield shown(match, regex, select, call);
}

function limitOf(most: bigint | boolean): number {
  return toIndex(most);
}

function split(regex: PatternValue, value: string, most: bigint | boolean, call: Call): Value {
  const limit = limitOf(most);
  return new ListValue(limit < 0 ? [value] : splitBy(regex, value, limit, call.budget), 'list');
}

function replaced(
  regex: PatternValue,
  value: string,
  by: string,
  most: bigint | boolean,
  call: Call,
): string {
  const replacement = parseReplacement(by, regex);
  const limit = limitOf(most);
  return limit < 0 ? value : substitute(regex, value, { count: limit, replacement, work: call.budget });
}

function replacedBy(
  regex: PatternValue,
  value: string,
  by: ContextLambda,
  most: bigint | boolean,
  call: Call,
): string {
  const replacement = (match: Match): string => {
    const result = shown(match, regex, by, call);
    if (typeof result === 'string') return result;
    if (result === null) return '';
    throw new YaqlFault('TypeError', `expected str instance, ${pythonTypeName(result)} found`);
  };
  const limit = limitOf(most);
  return limit < 0 ? value : substitute(regex, value, { count: limit, replacement, work: call.budget });
}

const operators = [
  ['#operator_=~', true],
  ['#operator_!~', false],
] as const;

const optionalFlag = (name: string) => optional(name, orNull(flag), false);

export const patterns: readonly Definition[] = [
  define(
    'function',
    'regex',
    {
      parameters: [
        param('pattern', text),
        optionalFlag('ignoreCase'),
        optionalFlag('multiLine'),
        optionalFlag('dotAll'),
      ],
    },
    (call, [source, ignoreCase, multiLine, dotAll]) =>
      compileUnicodePattern(
        source,
        {
          ...noFlags,
          ignoreCase: ignoreCase === true,
          multiLine: multiLine === true,
          dotAll: dotAll === true,
        },
        call.budget,
      ),
  ),
  define(
    'function',
    'isRegex',
    { parameters: [param('value', anything)] },
    (_call, [value]) => value instanceof PatternValue,
  ),

  define('method', 'matches', { parameters: [regexp, string] }, (call, [regex, value]) =>
    found(regex, value, call),
  ),
  define('method', 'matches', { parameters: [string, param('regexp', text)] }, (call, [value, regex]) =>
    found(regex, value, call),
  ),
  ...operators.flatMap(([name, wanted]) => [
    define(
      'function',
      name,
      { parameters: [string, regexp] },
      (call, [value, regex]) => found(regex, value, call) === wanted,
    ),
    define(
      'function',
      name,
      { parameters: [string, param('pattern', text)] },
      (call, [value, regex]) => found(regex, value, call) === wanted,
    ),
  ]),

  define('method', 'search', { parameters: [regexp, string, selector] }, (call, [regex, value, select]) => {
    const match = search(regex, value, call.budget);
    return match ? shown(match, regex, select, call) : null;
  }),
  define('method', 'searchAll', { parameters: [regexp, string, selector] }, (call, [regex, value, select]) =>
    call.lazily(all(regex, value, select, call)),
  ),

  define('method', 'split', { parameters: [regexp, string, maxSplit] }, (call, [regex, value, most]) =>
    split(regex, value, most, call),
  ),
  define('method', 'split', { parameters: [string, regexp, maxSplit] }, (call, [value, regex, most]) =>
    split(regex, value, most, call),
  ),
  define(
    'method',
    'replace',
    { parameters: [regexp, string, param('repl', text), count] },
    (call, [regex, value, by, most]) => replaced(regex, value, by, most, call),
  ),
  define(
    'method',
    'replace',
    { parameters: [string, regexp, param('repl', text), count] },
    (call, [value, regex, by, most]) => replaced(regex, value, by, most, call),
  ),
  define(
    'method',
    'replaceBy',
    { parameters: [regexp, string, param('repl', contextLambda), count] },
    (call, [regex, value, by, most]) => replacedBy(regex, value, by, most, call),
  ),
  define(
    'method',
    'replaceBy',
    { parameters: [string, regexp, param('repl', contextLambda), count] },
    (call, [value, regex, by, most]) => replacedBy(regex, value, by, most, call),
  ),
];
