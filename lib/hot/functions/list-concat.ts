import type { Json } from '../../json.js';
import { pythonJson } from '../../python/text.js';
import { pythonKey } from '../../python/equal.js';
import { isList } from '../storable.js';
import { checkItems } from './bounds.js';
import { FunctionFault } from './function.js';
import { pureFunction } from './pure-function.js';

/** `list_concat: [list, list, ...]`: one list of all items. */
export const listConcat = pureFunction({
  call: 'list_concat',
  apply: ([lists = null], name) => concat(lists, name),
});

/** `list_concat_unique: [list, list, ...]`: of equal items the first. */
export const listConcatUnique = pureFunction({
  call: 'list_concat_unique',
  apply([lists = null], name) {
    const seen = new Set<string>();
    return concat(lists, name).filter((item) => {
      const key = pythonKey(item);
      return !seen.has(key) && seen.add(key);
    });
  },
});

function concat(lists: Json, name: string): readonly Json[] {
  if (!isList(lists)) {
    const example = `"${name}" : [ [ <value 1>, <value 2> ], [ <value 3>, <value 4> ] ]`;
    throw new FunctionFault(`Incorrect arguments to "${name}" should be: ${example}`);
  }
  checkItems(
    lists.reduce<number>((sum, list) => sum + (isList(list) ? list.length : 0), 0),
    name,
  );
  return lists.flatMap((list) => {
    if (list === null) return [];
    if (isList(list)) return list;
    throw new FunctionFault(
      'Incorrect arguments: Items to concat must be lists',
      `${pythonJson(lists)} contains an item that is not a list: ${pythonJson(list)}`,
    );
  });
}
