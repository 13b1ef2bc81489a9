import type { Json } from '../../json.js';
import { shown } from '../faults.js';
import { isList, isMap } from '../storable.js';
import { FunctionFault } from './function.js';
import { pureFunction } from './pure-function.js';

/** `map_merge: [map, map, ...]`: one map, in which later maps win. */
export const mapMerge = pureFunction({
  call: 'map_merge',
  apply([maps = null], name) {
    if (!isList(maps) && typeof maps !== 'string') {
      const example = `"${name}" : [ { "key1": "val1" }, { "key2": "val2" } ]`;
      throw new FunctionFault(`Incorrect arguments to "${name}" should be: ${example}`, shown(maps));
    }
    const merged = new Map<string, Json>();
    for (const map of maps) {
      if (map === null) continue;
      if (!isMap(map))
        throw new FunctionFault('Incorrect arguments: Items to merge must be maps', shown(map));
      for (const [key, value] of Object.entries(map)) merged.set(key, value);
    }
    return Object.fromEntries(merged);
  },
});
