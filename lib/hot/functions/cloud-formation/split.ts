import { shown } from '../../faults.js';
import { FunctionFault } from '../function.js';
import { itemsOf, pureFunction } from '../pure-function.js';

/** `Fn::Split: [delimiter, text]`. */
export const split = pureFunction({
  call: 'fn_split',
  name: 'Fn::Split',
  parts(args, context) {
    const items = itemsOf(context.compile(args));
    if (items?.length !== 2)
      throw new FunctionFault(
        `Incorrect arguments to "${context.name}" should be: "${context.name}" : [ ",", "str1,str2"]]`,
      );
    return items;
  },
  apply([delimiter = null, text = null], name) {
    if (typeof delimiter !== 'string')
      throw new FunctionFault(`Delimiter for ${name} must be string`, shown(delimiter));
    if (typeof text !== 'string')
      throw new FunctionFault(`String to split must be string; got ${shown(text)}`);
    if (delimiter === '') throw new FunctionFault(`The delimiter of "${name}" is empty`);
    return text.split(delimiter);
  },
  write: (args) => args,
});
