import { define, optional, param, type Definition } from '../calls/definition.js';
import {
  contextLambda,
  expression,
  keyword,
  lambda,
  methodLambda,
  textConstant,
} from '../calls/lazy-types.js';
import { anything, context, dict, iterable, list, text } from '../calls/value-types.js';
import { IteratorValue } from '../values/iterator-value.js';
import type { DictValue } from '../values/dict-value.js';
import { MemorizedValue } from '../values/memorized-value.js';
import { truthy } from '../values/truth.js';
import { noValue, type Value } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';

/** Variables, functions of the user's, and what the dot and the arrow mean. */
export const system: readonly Definition[] = [
  define('function', '#get_context_data', { parameters: [param('name', textConstant)] }, (call, [name]) =>
    call.context.get(name),
  ),

  define(
    'function',
    '#operator_.',
    { parameters: [param('receiver', anything), param('expr', methodLambda)] },
    (_call, [receiver, method]) => method(receiver),
  ),

  define(
    'function',
    '#operator_?.',
    { parameters: [param('receiver', anything), param('expr', expression)] },
    (call, [receiver, method]) => (receiver === null ? null : call.invoke('#operator_.', receiver, method)),
  ),

  define(
    'method',
    'unpack',
    { parameters: [param('sequence', iterable)], rest: text },
    (call, [sequence], names) => {
      // As in yaql, which without names looks whether there is a first element, and has lost it then.
      if (names.length === 0 && sequence instanceof IteratorValue) sequence.next();
      const iterator = call.iterate(sequence);
      const values: Value[] = [];
      for (let next = iterator.next(); next.done !== true; next = iterator.next()) {
        values.push(next.value);
        if (names.length > 0 && values.length > names.length) break;
      }
      if (names.length > 0 && values.length !== names.length) {
        throw new YaqlFault('ValueError', `Cannot unpack ${values.length} elements into ${names.length}`);
      }
      values.forEach((value, index) => call.context.set(names[index] ?? String(index + 1), value));
      return call.context;
    },
  ),

  define('function', 'with', { rest: anything }, (call, _args, values) => {
    values.forEach((value, index) => call.context.set(String(index + 1), value));
    return call.context;
  }),

  define('function', 'let', { rest: anything, keywords: anything }, (call, _args, values, named) => {
    values.forEach((value, index) => call.context.set(String(index + 1), value));
    for (const [name, value] of named) call.context.set(name, value);
    return call.context;
  }),

  define(
    'function',
    'def',
    { parameters: [param('name', text), param('func', lambda)] },
    (call, [name, body]) => {
      call.context.register(
        define(
          'function',
          functionName(name),
          { rest: anything, keywords: anything },
          (_call, _args, values, named) => body(values, named),
        ),
      );
      return call.context;
    },
  ),

  define(
    'function',
    '#operator_->',
    { parameters: [param('left', context), param('right', contextLambda)] },
    (_call, [left, right]) => right(left),
  ),

  define(
    'method',
    'assert',
    {
      parameters: [
        param('obj', anything),
        param('condition', lambda),
        optional('message', text, 'Assertion failed'),
      ],
    },
    (call, [value, condition, message]) => {
      const kept = value instanceof IteratorValue ? new MemorizedValue(value, call.budget) : value;
      if (!truthy(condition([kept]))) throw new YaqlFault('AssertionError', message);
      return kept;
    },
  ),

  define(
    'function',
    'call',
    {
      parameters: [
        param('name', text),
        param('args', list),
        param('kwargs', dict),
        optional('receiver', anything, noValue),
      ],
    },
    (call, [name, args, named, receiver]) =>
      call.engine.invoke({
        name,
        context: call.context,
        receiver,
        args: args.items,
        named: argumentsOf(named),
      }),
  ),
];

/** Asked when nothing else takes `value.name`. */
export const fallbacks: readonly Definition[] = [
  define(
    'function',
    '#operator_.',
    { parameters: [param('obj', anything), param('name', keyword)] },
    (call, [value, { word }]) => call.invoke(`#property#${word}`, value),
  ),
];

function argumentsOf(named: DictValue): Map<string, Value> {
  const args = new Map<string, Value>();
  for (const [name, value] of named) {
    if (typeof name !== 'string') throw new YaqlFault('TypeError', 'keywords must be strings');
    args.set(name, value);
  }
  return args;
}

/** As yaql names what `def` makes: `my_name` is called as `myName`, and underscores at the end are no part of it. */
function functionName(name: string): string {
  const bare = name.replace(/_+$/, '');
  if (bare === '') return bare;
  const prefix = /^[^\p{L}]/u.test(bare) ? bare.indexOf(bare.charAt(0), 1) : -1;
  if (!/^\p{L}/u.test(bare) && prefix <= 1) return bare;
  return bare.slice(0, prefix + 1) + camelCase(bare.slice(prefix + 1));
}

function camelCase(name: string): string {
  return name.replace(/(?!^)_([\p{L}\p{N}_])/gu, (_match, letter: string) => letter.toUpperCase());
}
