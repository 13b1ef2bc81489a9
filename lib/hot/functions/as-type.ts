import type { Json } from '../../json.js';
import { pythonText } from '../../python/text.js';
import type { Expression } from '../values.js';
import { foldOrDefer, type TemplateFunction } from './function.js';

const scalarTypes = ['string', 'number', 'integer', 'boolean'];

/**
 * Makes a property's scalar fit its type, as Heat does: a number becomes text, text that reads as a number or as
 * `true` or `false` becomes that. What cannot be made to fit stays as it is, for the schema to refuse.
 */
export function asType(type: Json | undefined, expression: Expression): Expression {
  if (typeof type !== 'string' || !scalarTypes.includes(type)) return expression;
  if (
    !('lit' in expression) &&
    (!('call' in expression) || (type === 'string' && textCalls.has(expression.call)))
  ) {
    return expression;
  }
  if ('lit' in expression && fit(type, expression.lit) === expression.lit) return expression;
  return foldOrDefer('as_type', [{ lit: type }, expression], ([, value = null]) => fit(type, value));
}

/** No template calls it; the compiler wraps properties in it. */
export const asTypeFunction: TemplateFunction = {
  call: 'as_type',
  compile: (args) => ({ lit: args }),
  evaluate([type, expression], evaluation) {
    const value = expression && evaluation.value(expression);
    return value === undefined ? undefined : fit(type && 'lit' in type ? type.lit : null, value);
  },
  write: ([, written = null]) => written,
};

/** Calls that yield text whatever they are given. */
const textCalls = new Set([
  'digest',
  'fn_join',
  'fn_replace',
  'list_join',
  'list_join_strings',
  'make_url',
  'str_replace',
  'str_replace_scalars',
  'str_replace_strict',
  'str_replace_vstrict',
]);

function fit(type: Json, value: Json): Json {
  if (type === 'string')
    return typeof value === 'number' || typeof value === 'boolean' ? pythonText(value) : value;
  if (typeof value !== 'string') return value;
  const text = value.trim();
  if (type === 'boolean') return /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : value;
  const number = type === 'integer' ? /^[-+]?\d+$/ : /^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/;
  return number.test(text) && Math.abs(Number(text)) <= Number.MAX_SAFE_INTEGER ? Number(text) : value;
}
