import type { Call } from '../calls/call.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { anything, flag, int, iterable, orNull, text } from '../calls/value-types.js';
import { escapePattern } from '../../python/pattern/escape-pattern.js';
import { toIndex } from '../values/integer.js';
import { ListValue } from '../values/list-value.js';
import { sizeOf } from '../values/size-of.js';
import { type Side, split, strip } from '../values/text-parts.js';
import { textOf } from '../values/text.js';
import { lengthOf } from '../../python/unicode.js';
import type { Collection, Value } from '../values/value.js';
import { characters } from './characters.js';

const string = param('string', text);
const separator = optional('separator', orNull(text), null);
const maxSplits = optional('maxSplits', int, -1n);
const stripped = { parameters: [string, optional('chars', orNull(text), null)] } as const;

function cutting(name: string, fromRight: boolean): Definition {
  return define(
    'method',
    name,
    { parameters: [string, separator, maxSplits] },
    (call, [value, by, most]) =>
      new ListValue(split(value, by, toIndex(most), fromRight, call.budget), 'list'),
  );
}

function trimming(name: string, side: Side): Definition {
  return define('method', name, stripped, (call, [value, chars]) => {
    call.budget.stepOver(value.length);
    return strip(value, chars, side);
  });
}

function repeated(value: string, times: bigint | boolean, call: Call): string {
  const count = toIndex(times);
  // As yaql reckons it: less than nothing is not refused, but may cost too much.
  call.budget.quota((1 - count) * 49);
  call.budget.quota((1 - count) * 49 + count * sizeOf(value));
  call.budget.checkText(value.length * count);
  return count > 0 ? value.repeat(count) : '';
}

/** yaql's `str`: as Python's, but for null, true and false. */
function shown(value: Value, call: Call): string {
  return value === null || typeof value === 'boolean' ? String(value) : textOf(value, call.budget);
}

function joined(collection: Collection, between: string, call: Call): string {
  let result = '';
  let first = true;
  for (const item of call.iterate(collection)) {
    if (!first) result += between;
    first = false;
    const part = call.invoke('str', item);
    result += typeof part === 'string' ? part : '';
    call.budget.checkText(result.length);
  }
  return result;
}

function concatenated(parts: readonly string[], call: Call): string {
  call.budget.checkText(parts.reduce((sum, part) => sum + part.length, 0));
  return parts.join('');
}

export const texts: readonly Definition[] = [
  define('function', 'concat', { rest: text }, (call, _args, parts) => concatenated(parts, call)),
  define('function', '#operator_+', { rest: text }, (call, _args, parts) => concatenated(parts, call)),
  define(
    'function',
    '#operator_*',
    { parameters: [param('left', text), param('right', int)] },
    (call, [value, times]) => repeated(value, times, call),
  ),
  define(
    'function',
    '#operator_*',
    { parameters: [param('left', int), param('right', text)] },
    (call, [times, value]) => repeated(value, times, call),
  ),
  define(
    'function',
    '#operator_in',
    { parameters: [param('left', text), param('right', text)] },
    (call, [part, whole]) => {
      call.budget.stepOver(whole.length);
      return whole.includes(part);
    },
  ),

  define('both', 'len', { parameters: [string] }, (_call, [value]) => BigInt(lengthOf(value))),
  define('method', 'toUpper', { parameters: [string] }, (_call, [value]) => value.toUpperCase()),
  define('method', 'toLower', { parameters: [string] }, (_call, [value]) => value.toLowerCase()),
  define('method', 'toCharArray', { parameters: [string] }, (call, [value]) => {
    call.budget.step(value.length);
    return new ListValue([...value]);
  }),

  cutting('split', false),
  cutting('rightSplit', true),
  define(
    'method',
    'join',
    { parameters: [param('sequence', iterable), param('separator', text)] },
    (call, [collection, between]) => joined(collection, between, call),
  ),
  define(
    'method',
    'join',
    { parameters: [param('separator', text), param('sequence', iterable)] },
    (call, [between, collection]) => joined(collection, between, call),
  ),

  trimming('trim', 'both'),
  trimming('trimLeft', 'left'),
  trimming('trimRight', 'right'),
  define(
    'both',
    'norm',
    { parameters: [param('string', orNull(text)), optional('chars', orNull(text), null)] },
    (_call, [value, chars]) => (value === null ? null : strip(value, chars, 'both') || null),
  ),
  define(
    'both',
    'isEmpty',
    {
      parameters: [
        param('string', orNull(text)),
        optional('trim', flag, true),
        optional('chars', orNull(text), null),
      ],
    },
    (_call, [value, trim, chars]) => value === null || (trim ? strip(value, chars, 'both') : value) === '',
  ),

  define('function', 'str', { parameters: [param('value', anything)] }, (call, [value]) =>
    shown(value, call),
  ),
  define(
    'function',
    'isString',
    { parameters: [param('arg', anything)] },
    (_call, [value]) => typeof value === 'string',
  ),
  define('function', 'escapeRegex', { parameters: [string] }, (_call, [value]) => escapePattern(value)),
  characters,
];
