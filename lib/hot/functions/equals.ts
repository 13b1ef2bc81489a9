import { pythonEqual } from '../../python/equal.js';
import { isList } from '../storable.js';
import { FunctionFault } from './function.js';
import { itemsOf, pureFunction } from './pure-function.js';

/** `equals: [value, value]`, in conditions: whether they are equal, deeply. */
export const equals = pureFunction({
  call: 'equals',
  parts(args, context) {
    const items = isList(args) && args.length > 0 ? itemsOf(context.compile(args)) : undefined;
    if (items?.length !== 2)
      throw new FunctionFault(`Arguments to "${context.name}" must be of the form: [value_1, value_2]`);
    return items;
  },
  apply: ([a = null, b = null]) => pythonEqual(a, b),
  write: (args) => args,
});
