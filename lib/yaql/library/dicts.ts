import type { Call } from '../calls/call.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { keyword, lambda } from '../calls/lazy-types.js';
import { anything, dict, iterable, mappingRule, orNull } from '../calls/value-types.js';
import { DictValue, type Entry } from '../values/dict-value.js';
import { elementsOf } from '../values/elements-of.js';
import { sizeOf, sizeOfDict } from '../values/size-of.js';
import { reprOf } from '../values/text.js';
import { pythonTypeName } from '../values/type-name.js';
import type { MappingRule, Value } from '../values/value.js';
import { ViewValue } from '../values/view-value.js';
import { YaqlFault } from '../yaql-fault.js';

const d = param('dict', dict);
const key = param('key', anything);

function found(from: DictValue, wanted: Value, call: Call): Value {
  const value = from.get(wanted, call.budget);
  if (value === undefined) throw new YaqlFault('KeyError', reprOf(wanted, call.budget));
  return value;
}

/** A null that is there stays. */
function orElse(value: Value | undefined, other: Value): Value {
  return value === undefined ? other : value;
}

function ofRules(rules: readonly MappingRule[], call: Call): DictValue {
  return DictValue.of(
    rules.map(({ source, destination }) => [source, destination] as const),
    call.budget,
  );
}

/** The entries of both; those of the second go before the first's. */
function merged(first: DictValue, second: Iterable<Entry>, call: Call): DictValue {
  const all = DictValue.of(first, call.budget);
  for (const [name, value] of second) all.set(name, value, call.budget);
  return all;
}

/** A dict of pairs: the first two elements of whatever can be gone through. */
function pair(value: Value, call: Call): Entry {
  const elements = elementsOf(value, 2, call.budget);
  if (!elements) throw new YaqlFault('TypeError', `'${pythonTypeName(value)}' object is not iterable`);
  const [first, second] = elements;
  if (first === undefined || second === undefined)
    throw new YaqlFault('StopIteration', 'dict() wants pairs, and found less than two elements');
  return [first, second];
}

function grown(result: DictValue, call: Call): void {
  call.budget.quota(sizeOfDict(result.size));
}

function viewing(name: 'keys' | 'values' | 'items'): Definition {
  return define('method', name, { parameters: [d] }, (_call, [value]) => new ViewValue(name, value));
}

function without(from: DictValue, keys: Iterable<Value>, call: Call): DictValue {
  const rest = DictValue.of(from, call.budget, 'dict');
  for (const each of keys) rest.delete(each, call.budget);
  return rest;
}

export const dicts: readonly Definition[] = [
  ...['dict', '#map'].map((name) =>
    define('function', name, { rest: mappingRule, noKeywords: true }, (call, _args, rules) =>
      ofRules(rules, call),
    ),
  ),
  define(
    'function',
    'dict',
    { parameters: [param('items', iterable)], noKeywords: true },
    (call, [items]) => {
      const result = new DictValue();
      for (const item of call.iterate(items)) {
        result.set(...pair(item, call), call.budget);
        grown(result, call);
      }
      return result;
    },
  ),
  define(
    'method',
    'toDict',
    {
      parameters: [
        param('collection', iterable),
        param('keySelector', lambda),
        optional('valueSelector', orNull(lambda), null),
      ],
    },
    (call, [collection, keyOf, valueOf]) => {
      const result = new DictValue('dict');
      for (const item of call.iterate(collection)) {
        const name = keyOf([item]);
        result.set(name, valueOf ? valueOf([item]) : item, call.budget);
        grown(result, call);
      }
      return result;
    },
  ),

  define('function', '#operator_.', { parameters: [d, param('key', keyword)] }, (call, [value, { word }]) =>
    found(value, word, call),
  ),
  define('function', '#indexer', { parameters: [d, key] }, (call, [value, name]) => found(value, name, call)),
  define(
    'function',
    '#indexer',
    { parameters: [d, key, param('default', anything)] },
    (call, [value, name, other]) => orElse(value.get(name, call.budget), other),
  ),
  define(
    'method',
    'get',
    { parameters: [d, key, optional('default', anything, null)] },
    (call, [value, name, other]) => orElse(value.get(name, call.budget), other),
  ),
  define(
    'method',
    'set',
    { parameters: [d, key, param('value', anything)], noKeywords: true },
    (call, [value, name, added]) => {
      call.budget.quota(sizeOf(value) + sizeOf(name) + sizeOf(added));
      return merged(value, [[name, added]], call);
    },
  ),
  define(
    'method',
    'set',
    { parameters: [d, param('replacements', dict)], noKeywords: true },
    (call, [value, others]) => merged(value, others, call),
  ),
  define('method', 'set', { parameters: [d], rest: mappingRule, noKeywords: true }, (call, [value], rules) =>
    merged(value, ofRules(rules, call), call),
  ),

  viewing('keys'),
  viewing('values'),
  viewing('items'),
  define('method', 'containsKey', { parameters: [d, key] }, (call, [value, name]) =>
    value.has(name, call.budget),
  ),
  define(
    'method',
    'containsValue',
    { parameters: [d, param('value', anything)] },
    (call, [value, wanted]) => {
      for (const [, each] of value) if (call.equal(each, wanted)) return true;
      return false;
    },
  ),
  define('both', 'len', { parameters: [d] }, (_call, [value]) => BigInt(value.size)),
  define(
    'function',
    'isDict',
    { parameters: [param('arg', anything)] },
    (_call, [value]) => value instanceof DictValue,
  ),
  define(
    'function',
    '#operator_+',
    { parameters: [param('left', dict), param('right', dict)] },
    (call, [left, right]) => merged(left, right, call),
  ),
  define('method', 'delete', { parameters: [d], rest: anything }, (call, [value], keys) =>
    without(value, keys, call),
  ),
  define('method', 'deleteAll', { parameters: [d, param('keys', iterable)] }, (call, [value, keys]) =>
    without(value, call.iterate(keys), call),
  ),
];
