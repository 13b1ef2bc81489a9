import type { Argument } from '../syntax/expression.js';
import type { Call } from './call.js';
import type { PythonClass } from './python-class.js';

/** What a parameter takes, and what its function gets of it. */
export interface ParameterType<T> {
  /** The function evaluates the argument itself, as often as it wants. */
  readonly lazy: boolean;
  /** An expression that is still to be evaluated may come to anything. */
  accepts(argument: Argument): boolean;
  convert(argument: Argument, call: Call): T;
  /** Of two functions that both fit, the one whose parameters have narrower classes is called. */
  readonly pythonClass?: PythonClass;
}
