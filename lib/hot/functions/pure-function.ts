import type { Json } from '../../json.js';
import type { Expression } from '../values.js';
import { allValues, foldOrDefer, type FunctionContext, type TemplateFunction } from './function.js';

export interface PureFunction {
  /** As `TemplateFunction.call`. */
  readonly call: string;
  /** As a template calls it, where that differs from `call`. */
  readonly name?: string;
  /**
   * The arguments that count, compiled; by default all of them as one.
   * @throws FunctionFault: they have the wrong shape.
   */
  readonly parts?: (args: Json, context: FunctionContext) => readonly Expression[];
  /** The value, once all arguments are known. @throws FunctionFault */
  readonly apply: (args: readonly Json[], name: string) => Json;
  /** As `TemplateFunction.write`; by default what `parts` has by default. */
  readonly write?: (args: readonly Json[]) => Json;
}

/** A function of nothing but its arguments: worked out while compiling if they are known then, else later. */
export function pureFunction({ call, name = call, parts, apply, write }: PureFunction): TemplateFunction {
  const applied = (values: readonly Json[]) => apply(values, name);
  return {
    call,
    compile(args, context) {
      const compiled = parts ? parts(args, context) : [context.compile(args)];
      return foldOrDefer(call, compiled, applied);
    },
    evaluate(args, evaluation) {
      const values = allValues(args, evaluation);
      return values && applied(values);
    },
    write: (args) => ({ [name]: write ? write(args) : (args[0] ?? null) }),
  };
}

/** The items of compiled arguments that were written as a list; one that was left out is not among them. */
export function itemsOf(compiled: Expression): readonly Expression[] | undefined {
  if ('list' in compiled) return compiled.list;
  if (!('lit' in compiled) || !Array.isArray(compiled.lit)) return undefined;
  const { secret } = compiled;
  return (compiled.lit as readonly Json[]).map((lit) => (secret ? { lit, secret } : { lit }));
}
