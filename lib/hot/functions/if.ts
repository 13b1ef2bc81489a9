import { isList } from '../storable.js';
import { elided } from './elided.js';
import { FunctionFault, unknowable, type TemplateFunction } from './function.js';

/** `if: [condition, value if true, value if false]`. The other value counts for nothing, whatever is in it. */
export const ifThenElse = ifFunction(3);

/** From 2021-04-16 on the second value may be left out: when the condition is false, nothing stands there. */
export const ifThen = ifFunction(2);

/** Decided while compiling: conditions know of no resources. */
function ifFunction(least: number): TemplateFunction {
  return {
    call: 'if',
    compile(args, context) {
      if (!isList(args) || args.length < least || args.length > 3) {
        throw new FunctionFault(
          `Arguments to "${context.name}" must be of the form: [condition_name, value_if_true, value_if_false]`,
        );
      }
      const [condition = null, yes = null, no = null] = args;
      const holds = context.condition(condition, 0);
      if (holds === true) return context.compileOrElide(yes, 1);
      if (holds === false) return args.length === 2 ? elided : context.compileOrElide(no, 2);
      // Nobody knows which: both have to be right.
      context.compile(yes, 1);
      if (args.length === 3) context.compile(no, 2);
      return unknowable;
    },
    evaluate: () => undefined,
  };
}
