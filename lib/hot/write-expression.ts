import type { Json } from '../json.js';
import { deferredFunctions } from './functions/deferred.js';
import type { Expression } from './values.js';

/** What is shown in the place of a secret. */
const MASK = '******';

/**
 * A compiled value as a template would say it, for people to read and compare. Promised: expressions that mean the same
 * are written the same, but for the values of secrets, which are masked; without secrets and parameters, compiling what
 * is written in the same version and type comes to the same expression. Not promised: names of parameters, whose values stand in
 * their place, also where `get_param` has a path that waits for a resource; and that a map given as a value is no call of a function.
 */
export function writeExpression(expression: Expression): Json {
  if ('lit' in expression) return expression.secret ? MASK : expression.lit;
  if ('list' in expression) return expression.list.map(writeExpression);
  if ('map' in expression) {
    return Object.fromEntries(
      Object.entries(expression.map).map(([key, value]) => [key, writeExpression(value)]),
    );
  }
  const args = expression.args.map(writeExpression);
  return deferredFunctions.get(expression.call)?.write?.(args) ?? { [expression.call]: args };
}
