import { shown } from '../faults.js';
import { isPythonFalse, pythonKey } from '../../python/equal.js';
import { isList } from '../storable.js';
import { FunctionFault } from './function.js';
import { pureFunction } from './pure-function.js';

/** `filter: [values, list]`: the list without the values. */
export const filter = pureFunction({
  call: 'filter',
  parts(args, context) {
    const items = isList(args) ? args.map((arg, index) => context.compile(arg, index)) : undefined;
    if (!items) throw new FunctionFault(`Argument to "${context.name}" must be a list`);
    if (items.length !== 2) {
      throw new FunctionFault(
        `"${context.name}" expected 2 arguments of the form [values, sequence] but got ${items.length} arguments instead`,
      );
    }
    return items;
  },
  apply([values = null, list = null], name) {
    if (isPythonFalse(list)) return list;
    if (!isList(list)) throw new FunctionFault(`"${name}" only works with lists`, shown(list));
    if (isPythonFalse(values)) return list;
    if (!isList(values)) throw new FunctionFault(`"${name}" filters a list of values`, shown(values));
    const left = new Set(values.map(pythonKey));
    return list.filter((item) => !left.has(pythonKey(item)));
  },
  write: (args) => args,
});
