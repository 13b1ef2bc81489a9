import type { Json } from '../../json.js';
import { isList } from '../storable.js';
import { FunctionFault, unknowable, type FunctionContext, type TemplateFunction } from './function.js';

/** A function of conditions over at least two of them, which are all looked at. */
export function booleanFunction(
  call: string,
  decide: (conditions: readonly (boolean | undefined)[]) => boolean | undefined,
): TemplateFunction {
  return {
    call,
    compile(args, context) {
      const holds = decide(conditionsOf(args, context));
      return holds === undefined ? unknowable : { lit: holds };
    },
    evaluate: () => undefined,
  };
}

function conditionsOf(args: Json, context: FunctionContext): (boolean | undefined)[] {
  if (!isList(args)) throw new FunctionFault(`Arguments to "${context.name}" must be a list of conditions`);
  if (args.length < 2)
    throw new FunctionFault(`The minimum number of condition arguments to "${context.name}" is 2`);
  return args.map((arg, index) => context.condition(arg, index));
}
