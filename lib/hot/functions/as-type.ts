import { coerceValue } from '../../handler/coerce-value.js';
import type { JsonObject } from '../../json.js';
import type { Expression } from '../values.js';
import type { TemplateFunction } from './function.js';

const scalarTypes = ['string', 'number', 'integer', 'boolean'];

/**
 * Makes a property fit its schema, as Heat does: a number becomes text, text that reads as a number or as `true` or `false`
 * becomes that, in literal lists and maps too. What cannot be made to fit stays as it is, for the schema to refuse; of
 * lists and maps that are known only later the worker makes what fits.
 */
export function asType(schema: JsonObject, expression: Expression): Expression {
  const { type } = schema;
  if ('lit' in expression) {
    const lit = coerceValue(schema, expression.lit);
    return lit === expression.lit ? expression : { ...expression, lit };
  }
  if (typeof type !== 'string' || !scalarTypes.includes(type) || !('call' in expression)) return expression;
  if (type === 'string' && textCalls.has(expression.call)) return expression;
  return { call: 'as_type', args: [{ lit: type }, expression] };
}

/** No template calls it; the compiler wraps properties in it. */
export const asTypeFunction: TemplateFunction = {
  call: 'as_type',
  compile: (args) => ({ lit: args }),
  evaluate([type, expression], evaluation) {
    const value = expression && evaluation.value(expression);
    return value === undefined
      ? undefined
      : coerceValue({ type: type && 'lit' in type ? type.lit : null }, value);
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
