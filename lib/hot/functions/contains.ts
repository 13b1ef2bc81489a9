import { shown } from '../faults.js';
import { pythonKey } from '../../python/equal.js';
import { isList } from '../storable.js';
import { FunctionFault } from './function.js';
import { pureFunction } from './pure-function.js';

/** `contains: [value, list]`: whether it is among them; of a text, whether it is a part of it. */
export const contains = pureFunction({
  call: 'contains',
  parts(args, context) {
    const { name } = context;
    const items =
      isList(args) && args.length > 0 ? args.map((arg, index) => context.compile(arg, index)) : undefined;
    if (!items)
      throw new FunctionFault(
        `Incorrect arguments to "${name}" should be: "${name}" : [ "value1", [ "value1", "value2"]]`,
      );
    if (items.length !== 2)
      throw new FunctionFault(`Arguments to "${name}" must be of the form: [value1, [value1, value2]]`);
    return items;
  },
  apply([value = null, sequence = null], name) {
    if (typeof sequence === 'string') {
      if (typeof value === 'string') return sequence.includes(value);
      throw new FunctionFault(`"${name}" looks for text in a text`, shown(value));
    }
    if (!isList(sequence))
      throw new FunctionFault(`Second argument to "${name}" should be a sequence`, shown(sequence));
    const key = pythonKey(value);
    // Texts are equal to nothing but themselves, and mostly these are what is looked through.
    return sequence.some((item) => item === value || (typeof item !== 'string' && pythonKey(item) === key));
  },
  write: (args) => args,
});
