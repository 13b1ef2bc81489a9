import type { Json } from '../../json.js';
import { compileYaql, YaqlFault, type YaqlExpression } from '../../yaql/compile-yaql.js';
import { shown } from '../faults.js';
import { isList, isMap, textFault } from '../storable.js';
import { allValues, foldOrDefer, FunctionFault, type TemplateFunction } from './function.js';

/** `yaql: {expression, data}`: what an expression comes to, with `$.data` for the data. */
export const yaql: TemplateFunction = {
  call: 'yaql',
  compile(args, context) {
    if (!isMap(args)) throw new FunctionFault(`Arguments to "${context.name}" must be a map`, shown(args));
    const { expression, data = {}, ...rest } = args;
    if (expression === undefined || Object.keys(rest).length > 0) {
      throw new FunctionFault(syntax(context.name), shown(args));
    }
    const parts = [context.compile(expression, 'expression'), context.compile(data, 'data')];
    const [written] = parts;
    // Its faults are told at once, even when the data is not known yet.
    if (written && 'lit' in written) foldOrDefer('yaql', [written], ([text = null]) => (read(text), null));
    return foldOrDefer('yaql', parts, apply);
  },
  evaluate(args, evaluation) {
    const values = allValues(args, evaluation);
    return values && apply(values);
  },
  write: ([expression = null, data = null]) => ({ yaql: { expression, data } }),
};

function syntax(name: string): string {
  return `"${name}" syntax should be ${name}: {expression: $.data.var1.sum(), data: {var1: [3, 2, 1]}}`;
}

function apply([text = null, data = null]: readonly Json[]): Json {
  const result = evaluate(read(text), data);
  const fault = unstorable(result);
  if (fault !== undefined) throw new FunctionFault(`The result of "yaql" cannot be kept`, fault);
  return result;
}

function read(text: Json): YaqlExpression {
  if (typeof text !== 'string')
    throw new FunctionFault('The "expression" argument to yaql must contain a string', shown(text));
  try {
    return compileYaql(text);
  } catch (error) {
    throw error instanceof YaqlFault ? new BadExpression(error.message) : error;
  }
}

function evaluate(expression: YaqlExpression, data: Json): Json {
  try {
    return expression.evaluate({ data });
  } catch (error) {
    if (!(error instanceof YaqlFault)) throw error;
    throw new FunctionFault('The expression of "yaql" failed', `${error.kind}: ${error.message}`);
  }
}

/** In Heat's words, which have no colon before the detail. */
class BadExpression extends FunctionFault {
  constructor(detail: string) {
    super('Bad expression', detail);
  }

  override sentence(secret: boolean): string {
    return secret ? super.sentence(secret) : `${this.message} ${this.detail}.`;
  }
}

/** Expressions can make text and keys that no template can hold. */
function unstorable(value: Json): string | undefined {
  if (typeof value === 'string') return withoutFullStop(textFault(value));
  if (isList(value)) return firstOf(value, unstorable);
  if (!isMap(value)) return undefined;
  return firstOf(Object.entries(value), ([key, each]) => {
    if (key === '__proto__') return 'the key "__proto__" is not allowed';
    return unstorable(key) ?? unstorable(each);
  });
}

function firstOf<T>(values: readonly T[], look: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const found = look(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function withoutFullStop(text: string | undefined): string | undefined {
  return text?.replace(/\.$/, '');
}
