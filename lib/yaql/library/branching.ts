import type { Call } from '../calls/call.js';
import { define, param, type Definition } from '../calls/definition.js';
import { lambda, lazyMapping, type Lambda } from '../calls/lazy-types.js';
import { anything, int } from '../calls/value-types.js';
import { toIndex } from '../values/integer.js';
import { truthy } from '../values/truth.js';
import type { Value } from '../values/value.js';

/** Truth, and what depends on it. */
export const branching: readonly Definition[] = [
  define(
    'function',
    '#operator_and',
    { parameters: [param('left', lambda), param('right', lambda)] },
    (_call, [left, right]) => {
      const value = left([]);
      return truthy(value) ? right([]) : value;
    },
  ),
  define(
    'function',
    '#operator_or',
    { parameters: [param('left', lambda), param('right', lambda)] },
    (_call, [left, right]) => {
      const value = left([]);
      return truthy(value) ? value : right([]);
    },
  ),
  define(
    'function',
    '#unary_operator_not',
    { parameters: [param('arg', anything)] },
    (_call, [value]) => !truthy(value),
  ),
  define('function', 'bool', { parameters: [param('value', anything)] }, (_call, [value]) => truthy(value)),
  define(
    'function',
    'isBoolean',
    { parameters: [param('value', anything)] },
    (_call, [value]) => typeof value === 'boolean',
  ),

  define('function', 'switch', { rest: lazyMapping, noKeywords: true }, (_call, _args, cases) => {
    for (const each of cases) if (truthy(each.source())) return each.destination();
    return null;
  }),
  define('function', 'selectCase', { rest: lambda }, (_call, _args, cases) => {
    const index = cases.findIndex((each) => truthy(each([])));
    return BigInt(index < 0 ? cases.length : index);
  }),
  define('function', 'selectAllCases', { rest: lambda }, (call, _args, cases) =>
    call.lazily(holding(cases, call)),
  ),
  define('function', 'examine', { rest: lambda }, (call, _args, cases) => call.lazily(examined(cases, call))),
  define(
    'method',
    'switchCase',
    { parameters: [param('case', int)], rest: lambda },
    (_call, [value], cases) => {
      const index = toIndex(value);
      const chosen = index >= 0 && index < cases.length ? cases[index] : cases.at(-1);
      return chosen ? chosen([]) : null;
    },
  ),
  define('function', 'coalesce', { rest: lambda }, (_call, _args, options) => {
    for (const option of options) {
      const value = option([]);
      if (value !== null) return value;
    }
    return null;
  }),
];

function* holding(cases: readonly Lambda[], call: Call): Generator<Value, void> {
  for (const [index, each] of cases.entries()) {
    call.budget.step();
    if (truthy(each([]))) yield BigInt(index);
  }
}

function* examined(cases: readonly Lambda[], call: Call): Generator<Value, void> {
  for (const each of cases) {
    call.budget.step();
    yield truthy(each([]));
  }
}
