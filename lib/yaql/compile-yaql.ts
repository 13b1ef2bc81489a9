import type { Json } from '../json.js';
import { Budget } from './budget.js';
import { Engine, type Sources } from './calls/engine.js';
import { standardLibrary } from './library/standard-library.js';
import { heatYaqlLimits, type YaqlLimits } from './limits.js';
import type { Expression } from './syntax/expression.js';
import { parse } from './syntax/parser.js';
import { fromJson } from './values/input.js';
import { toJson } from './values/output.js';
import { noValue } from './values/value.js';
import { PythonFault } from '../python/python-fault.js';
import { YaqlFault, type FaultKind } from './yaql-fault.js';

export { YaqlFault } from './yaql-fault.js';
export type { YaqlLimits } from './limits.js';

/** A yaql expression that was read. Evaluating it changes nothing: it can be done again and again. */
export interface YaqlExpression {
  /**
   * The value of the expression, `$` being `data`, as yaql 2.0 with Heat's options has it. Pure: without `sources` no
   * expression has another value the next time. Whatever the expression, it ends: `limits` bound steps, memory and depth.
   * @throws YaqlFault: it fails, costs more than `limits` allow, or comes to what JSON cannot say
   */
  evaluate(data: Json, limits?: YaqlLimits, sources?: Sources): Json;
}

/**
 * Reads an expression.
 * @throws YaqlFault with yaql's text and the position: it is none
 */
export function compileYaql(text: string): YaqlExpression {
  const expression = withinStack(() => parse(text));
  return {
    evaluate: (data, limits = heatYaqlLimits, sources = {}) =>
      withinStack(() => evaluate(expression, data, limits, sources)),
  };
}

function evaluate(expression: Expression, data: Json, limits: YaqlLimits, sources: Sources): Json {
  const budget = new Budget(limits);
  const engine = new Engine(budget, sources);
  const context = standardLibrary.child();
  context.set('$', fromJson(data));
  return toJson(engine.evaluate(expression, noValue, context), budget);
}

/** Data, or a stack that is nearly used up already, may be deeper than the limits reckon with. */
function withinStack<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    // The reader of patterns is not of this library alone.
    if (error instanceof PythonFault && !(error instanceof YaqlFault))
      throw new YaqlFault(error.kind as FaultKind, error.message);
    if (error instanceof RangeError)
      throw new YaqlFault('RecursionError', 'Expression or its data is nested too deep');
    throw error;
  }
}
