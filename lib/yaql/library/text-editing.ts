import type { Call } from '../calls/call.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { anything, dict, int, text } from '../calls/value-types.js';
import { toIndex } from '../values/integer.js';
import { replaceText } from '../values/text-parts.js';
import { find } from '../values/text-search.js';
import { lengthOf, slice } from '../../python/unicode.js';
import { formatText } from '../values/format/format-text.js';

const string = param('string', text);
const sub = param('sub', text);
const start = param('start', int);
const length = param('length', int);

function searching(name: string, last: boolean): Definition[] {
  const whole = define(
    'method',
    name,
    { parameters: [string, sub, optional('start', int, 0n)] },
    (call, [value, part, from]) => found(value, part, { start: toIndex(from) }, call),
  );
  const within = define(
    'method',
    name,
    { parameters: [string, sub, start, length] },
    (call, [value, part, from, count]) => {
      const size = lengthOf(value);
      const first = toIndex(from) < 0 ? toIndex(from) + size : toIndex(from);
      const span = toIndex(count) < 0 ? size - first : toIndex(count);
      return found(value, part, { start: first, end: first + span }, call);
    },
  );
  function found(value: string, part: string, range: { start: number; end?: number }, call: Call): bigint {
    call.budget.stepOver(value.length);
    return BigInt(find(value, part, last ? { ...range, last } : range));
  }
  return [whole, within];
}

function affix(name: string, test: (value: string, part: string) => boolean): Definition {
  return define('method', name, { parameters: [string], rest: text }, (call, [value], parts) => {
    call.budget.step(parts.length);
    return parts.some((part) => test(value, part));
  });
}

export const textEditing: readonly Definition[] = [
  ...searching('indexOf', false),
  ...searching('lastIndexOf', true),
  affix('startsWith', (value, part) => value.startsWith(part)),
  affix('endsWith', (value, part) => value.endsWith(part)),
  define(
    'method',
    'substring',
    { parameters: [string, start, optional('length', int, -1n)] },
    (_call, [value, from, count]) => {
      const size = lengthOf(value);
      const first = toIndex(from) < 0 ? toIndex(from) + size : toIndex(from);
      const span = toIndex(count) < 0 ? size : toIndex(count);
      return slice(value, first, first + span);
    },
  ),
  define(
    'method',
    'replace',
    { parameters: [string, param('old', text), param('new', text), optional('count', int, -1n)] },
    (call, [value, old, by, count]) => replaceText(value, old, by, toIndex(count), call.budget),
  ),
  define(
    'method',
    'replace',
    { parameters: [string, param('replacements', dict), optional('count', int, -1n)] },
    (call, [value, replacements, count]) => {
      let result = value;
      for (const [key, by] of replacements) {
        const [old, replacement] = [call.invoke('str', key), call.invoke('str', by)];
        if (typeof old === 'string' && typeof replacement === 'string')
          result = replaceText(result, old, replacement, toIndex(count), call.budget);
      }
      return result;
    },
  ),
  define(
    'both',
    'format',
    { parameters: [param('_FormatString', text)], rest: anything, keywords: anything },
    (call, [template], args, named) => formatText(template, args, named, call.budget),
  ),
];
