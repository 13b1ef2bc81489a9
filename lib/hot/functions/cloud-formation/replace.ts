import { FunctionFault, type TemplateFunction } from '../function.js';
import { isList } from '../../storable.js';
import { fnReplace } from '../str-replace.js';

/** `Fn::Replace: [{key: value}, text]`. */
export const replace: TemplateFunction = {
  ...fnReplace,
  compile(args, context) {
    if (!isList(args) || args.length !== 2) {
      const example = `{"${context.name}": [ {"$var1": "foo", "%var2%": "bar"}, "$var1 is %var2%"]}`;
      throw new FunctionFault(`Incorrect arguments to "${context.name}" should be: ${example}`);
    }
    const [params = null, template = null] = args;
    return fnReplace.compile({ template, params }, context);
  },
  write: ([template = null, params = null]) => ({ 'Fn::Replace': [params, template] }),
};
