import { isList } from '../../storable.js';
import { FunctionFault, type TemplateFunction } from '../function.js';
import { not } from '../not.js';

/** `Fn::Not: [condition]`, in conditions. */
export const notListed: TemplateFunction = {
  call: 'fn_not',
  compile(args, context) {
    if (!isList(args) || args.length !== 1)
      throw new FunctionFault(`Arguments to "${context.name}" must be of the form: [condition]`);
    return not.compile(args[0] ?? null, context);
  },
  evaluate: () => undefined,
};
