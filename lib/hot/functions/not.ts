import { FunctionFault, unknowable, type TemplateFunction } from './function.js';

/** `not: condition`, in conditions. */
export const not: TemplateFunction = {
  call: 'not',
  compile(args, context) {
    if (args === null) throw new FunctionFault(`Argument to "${context.name}" must be a condition`);
    const holds = context.condition(args);
    return holds === undefined ? unknowable : { lit: !holds };
  },
  evaluate: () => undefined,
};
