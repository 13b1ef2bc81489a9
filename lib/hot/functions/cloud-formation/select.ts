import type { Json } from '../../../json.js';
import { shown } from '../../faults.js';
import { indexOf } from '../../../python/integer.js';
import { own } from '../../sections.js';
import { isList, isMap } from '../../storable.js';
import { FunctionFault } from '../function.js';
import { itemsOf, pureFunction } from '../pure-function.js';

/** `Fn::Select: [index, list]` or `[key, map]`, which may be the text of JSON; `''` when there is none. */
export const select = pureFunction({
  call: 'fn_select',
  name: 'Fn::Select',
  parts(args, context) {
    const items = itemsOf(context.compile(args));
    if (items?.length !== 2)
      throw new FunctionFault(
        `Arguments to "${context.name}" must be of the form [index, collection]`,
        shown(args),
      );
    return items;
  },
  apply([index = null, written = null], name) {
    const collection = typeof written === 'string' && written !== '' ? parsed(written, name) : written;
    if (collection === '' || collection === null) return '';
    if (isMap(collection)) {
      if (typeof index !== 'string')
        throw new FunctionFault(`Index to "${name}" must be a string`, shown(index));
      return orEmpty(own(collection, index));
    }
    if (!isList(collection))
      throw new FunctionFault(`Arguments to ${name} not fully resolved`, shown(collection));
    const at = indexOf(index);
    if (at === undefined) throw new FunctionFault(`Index to "${name}" must be an integer`, shown(index));
    return orEmpty(collection.at(at));
  },
  write: (args) => args,
});

/** An item that is null is there. */
function orEmpty(item: Json | undefined): Json {
  return item === undefined ? '' : item;
}

function parsed(text: string, name: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new FunctionFault(`"${name}": ${(error as Error).message}`);
  }
}
