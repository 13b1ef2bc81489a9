import type { Json } from '../../json.js';
import { shown } from '../faults.js';
import { own, type JsonMap } from '../sections.js';
import { isList, isMap } from '../storable.js';
import { FunctionFault } from './function.js';
import { pureFunction } from './pure-function.js';

/** `map_replace: [map, {keys: {...}, values: {...}}]`: the map with keys and values that are others. */
export const mapReplace = pureFunction({
  call: 'map_replace',
  apply([args = null], name) {
    if (!isList(args) || args.length !== 2) throw new FunctionFault(shape(name));
    const map = mapOf(args[0] ?? null, name);
    const replacements = mapOf(args[1] ?? null, name);
    const unknown = Object.keys(replacements).find((key) => key !== 'keys' && key !== 'values');
    if (unknown !== undefined) throw new FunctionFault(shape(name), unknown);
    const keys = mapOf(own(replacements, 'keys') ?? null, name);
    const values = mapOf(own(replacements, 'values') ?? null, name);
    const result = new Map<string, Json>();
    for (const [key, value] of Object.entries(map)) {
      result.set(keyFor(key, own(keys, key) ?? null, map, result), replacedValue(value, values));
    }
    return Object.fromEntries(result);
  },
});

function keyFor(key: string, wanted: Json, map: JsonMap, result: ReadonlyMap<string, Json>): string {
  if (wanted === null) return key;
  if (typeof wanted !== 'string')
    throw new FunctionFault('A key replacement must be a string', shown(wanted));
  if (wanted !== key && Object.hasOwn(map, wanted))
    throw new FunctionFault(`key replacement ${wanted} collides with a key in the input map`);
  if (result.has(wanted))
    throw new FunctionFault(`key replacement ${wanted} collides with a key in the output map`);
  return wanted;
}

/** The keys of a template are text, so a number finds none; a replacement by null is one. */
function replacedValue(value: Json, values: JsonMap): Json {
  if (typeof value !== 'string') return value;
  return Object.hasOwn(values, value) ? (values[value] ?? null) : value;
}

function mapOf(value: Json, name: string): JsonMap {
  if (value === null) return {};
  if (isMap(value)) return value;
  throw new FunctionFault(
    `Incorrect arguments: to "${name}", arguments must be a list of maps. Example:  ${example(name)}`,
    shown(value),
  );
}

function example(name: string): string {
  return `"${name}" : [ { "key1": "val1" }, {"keys": {"key1": "key2"}, "values": {"val1": "val2"}}]`;
}

function shape(name: string): string {
  return `Incorrect arguments to "${name}" should be: ${example(name)}`;
}
