import type { Call } from '../calls/call.js';
import { define, optional, param, type Definition } from '../calls/definition.js';
import { lambda } from '../calls/lazy-types.js';
import { dict, int, orNull } from '../calls/value-types.js';
import { toIndex } from '../values/integer.js';
import { DictValue } from '../values/dict-value.js';
import { ListValue } from '../values/list-value.js';
import { pythonTypeName } from '../values/type-name.js';
import type { Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';

interface Mergers {
  readonly lists: (a: Value, b: Value) => Value;
  readonly items: (a: Value, b: Value) => Value;
}

/** `levels` of dicts inside one another are merged; 0: all. */
function merged(
  a: DictValue,
  b: DictValue,
  mergers: Mergers,
  levels: number,
  call: Call,
  level = 0,
): DictValue {
  call.budget.visit(level);
  const result = new DictValue('dict');
  for (const [key, left] of a) {
    const right = b.get(key, call.budget);
    result.set(
      key,
      right === undefined ? left : mergedValue(left, right, mergers, levels, call, level),
      call.budget,
    );
  }
  for (const [key, right] of b) if (!result.has(key, call.budget)) result.set(key, right, call.budget);
  return result;
}

function mergedValue(
  left: Value,
  right: Value,
  mergers: Mergers,
  levels: number,
  call: Call,
  level: number,
): Value {
  if (levels === 1) return mergers.items(left, right);
  if (right instanceof DictValue) {
    if (!(left instanceof DictValue)) throw cannotMerge(left, right);
    return merged(left, right, mergers, levels === 0 ? 0 : levels - 1, call, level + 1);
  }
  if (!(right instanceof ListValue)) return mergers.items(left, right);
  if (!(left instanceof ListValue)) throw cannotMerge(left, right);
  return mergers.lists(left, right);
}

function cannotMerge(left: Value, right: Value): YaqlFault {
  return new YaqlFault('TypeError', `Cannot merge ${className(left)} with ${className(right)}`);
}

function className(value: Value): string {
  const name = pythonTypeName(value);
  return `<class '${name === 'FrozenDict' ? 'yaql.language.utils.FrozenDict' : name}'>`;
}

/** Both, each element once. */
function distinctOfBoth(left: Value, right: Value, call: Call): Value {
  if (!(left instanceof ListValue) || !(right instanceof ListValue)) return right;
  if (left.kind !== right.kind) {
    const message = `can only concatenate ${left.kind} (not "${right.kind}") to ${left.kind}`;
    throw new YaqlFault('TypeError', message);
  }
  const all = new ListValue([...left.items, ...right.items], left.kind);
  const distinct = call.invokeMethod('distinct', all);
  return call.invokeMethod('toList', distinct);
}

export const merging: readonly Definition[] = [
  define(
    'method',
    'mergeWith',
    {
      parameters: [
        param('dict', dict),
        param('another', dict),
        optional('listMerger', orNull(lambda), null),
        optional('itemMerger', orNull(lambda), null),
        optional('maxLevels', int, 0n),
      ],
    },
    (call, [first, second, listMerger, itemMerger, maxLevels]) => {
      const mergers = {
        lists: (a: Value, b: Value) => (listMerger ? listMerger([a, b]) : distinctOfBoth(a, b, call)),
        items: (a: Value, b: Value) => (itemMerger ? itemMerger([a, b]) : b),
      };
      return merged(first, second, mergers, toIndex(maxLevels), call);
    },
  ),
];
