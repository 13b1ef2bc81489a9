import type { Call } from '../calls/call.js';
import { define, param, type Definition } from '../calls/definition.js';
import { lambda, type Lambda } from '../calls/lazy-types.js';
import { iterable, ordered } from '../calls/value-types.js';
import { ListValue } from '../values/list-value.js';
import { type Comparison, OrderedValue } from '../values/ordered-value.js';
import { truthy } from '../values/truth.js';

/** By what `<` and `>` say of the keys. */
function byKey(keyOf: Lambda, descending: boolean, call: Call): Comparison {
  const sign = descending ? -1 : 1;
  return (left, right) => {
    const a = keyOf([left]);
    const b = keyOf([right]);
    if (truthy(call.invoke('#operator_<', a, b))) return -sign;
    return truthy(call.invoke('#operator_>', a, b)) ? sign : 0;
  };
}

const selector = param('selector', lambda);

function orderBy(name: string, descending: boolean): Definition {
  return define(
    'method',
    name,
    { parameters: [param('collection', iterable), selector] },
    (call, [values, keyOf]) => {
      const result = new OrderedValue(values, call.budget);
      result.add(byKey(keyOf, descending, call));
      return result;
    },
  );
}

function thenBy(name: string, descending: boolean): Definition {
  return define(
    'method',
    name,
    { parameters: [param('collection', ordered), selector] },
    (call, [values, keyOf]) => {
      values.add(byKey(keyOf, descending, call));
      return values;
    },
  );
}

export const ordering: readonly Definition[] = [
  orderBy('orderBy', false),
  orderBy('orderByDescending', true),
  thenBy('thenBy', false),
  thenBy('thenByDescending', true),
  define('method', 'reverse', { parameters: [param('collection', iterable)] }, (call, [values]) => {
    const items = call.toList(values);
    call.budget.step(items.length);
    return call.lazily(new ListValue(items.toReversed()).items.values());
  }),
];
