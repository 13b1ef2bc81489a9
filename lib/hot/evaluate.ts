import { IsothermError } from '../errors.js';
import type { Json } from '../json.js';
import { deferredFunctions } from './functions/deferred.js';
import { FunctionFault, type Evaluation } from './functions/function.js';
import type { Expression, Resolved, Scope } from './values.js';

/**
 * The value of a compiled expression, with what is known of the resources now. Literal parts are shared with
 * the expression, never copied: treat the value as frozen.
 * @throws IsothermError `template.invalid`: a function was given a value it cannot take (`list_join` of a number).
 */
export function evaluate(expression: Expression, scope: Scope): Resolved {
  if ('lit' in expression) {
    return { known: true, value: expression.lit, secret: expression.secret === true, volatile: false };
  }
  const run = new Run(scope);
  const value = run.start(expression);
  return value === undefined
    ? { known: false, waitsFor: [...run.waitsFor].sort(), volatile: run.volatile }
    : { known: true, value, secret: run.secret, volatile: run.volatile };
}

class Run implements Evaluation {
  secret = false;
  volatile = false;
  readonly waitsFor = new Set<string>();

  constructor(readonly scope: Scope) {}

  start(expression: Expression): Json | undefined {
    try {
      return this.value(expression);
    } catch (error) {
      if (error instanceof FunctionFault)
        throw new IsothermError('template.invalid', error.sentence(this.secret));
      throw error;
    }
  }

  value(expression: Expression): Json | undefined {
    if ('lit' in expression) {
      if (expression.secret) this.secret = true;
      return expression.lit;
    }
    if ('call' in expression) return this.call(expression.call, expression.args);
    return 'list' in expression ? this.list(expression.list) : this.map(expression.map);
  }

  waitFor(resource: string): void {
    this.waitsFor.add(resource);
  }

  markSecret(): void {
    this.secret = true;
  }

  markVolatile(): void {
    this.volatile = true;
  }

  private call(name: string, args: readonly Expression[]): Json | undefined {
    const fn = deferredFunctions.get(name);
    if (!fn) {
      throw new IsothermError(
        'internal',
        `The goal calls "${name}", which this version of Isotherm does not know.`,
      );
    }
    return fn.evaluate(args, this);
  }

  private list(items: readonly Expression[]): Json | undefined {
    const values: Json[] = [];
    for (const item of items) {
      const value = this.value(item);
      if (value !== undefined) values.push(value);
    }
    return values.length === items.length ? values : undefined;
  }

  private map(entries: { readonly [key: string]: Expression }): Json | undefined {
    const values: { [key: string]: Json } = {};
    let known = true;
    for (const key of Object.keys(entries)) {
      const entry = entries[key];
      const value = entry && this.value(entry);
      if (value === undefined) known = false;
      else values[key] = value;
    }
    return known ? values : undefined;
  }
}
