import type { Json } from '../../json.js';
import { shown } from '../faults.js';
import { coerceParameter, toNumber, UnfitValue, type ParameterType } from '../parameter-values.js';
import { own, type JsonMap } from '../sections.js';
import { isList, isMap } from '../storable.js';

export const MERGE_STRATEGIES = ['overwrite', 'merge', 'deep_merge'] as const;
export type MergeStrategy = (typeof MERGE_STRATEGIES)[number];

/**
 * A parameter's value of an earlier environment file with that of a later one, as Heat merges them.
 * @throws UnfitValue: they cannot be merged
 */
export function mergeValues(
  type: ParameterType,
  strategy: 'merge' | 'deep_merge',
  before: Json,
  value: Json,
): Json {
  switch (type) {
    case 'json':
      if (isEmpty(before)) return coerceParameter('json', value);
      return isEmpty(value) ? before : mergeMaps(mapOf(before), mapOf(value), strategy === 'deep_merge');
    case 'comma_delimited_list':
      return mergeLists(before, value);
    case 'string':
      return `${coerceParameter('string', before) as string}${coerceParameter('string', value) as string}`;
    case 'number':
      return toNumber(before) + toNumber(value);
    case 'boolean':
      throw new UnfitValue(`a boolean cannot be merged`);
  }
}

/** What is null says nothing. @param deep maps within are merged too, lists joined, texts put behind one another */
export function mergeMaps(before: JsonMap, map: JsonMap, deep: boolean): JsonMap {
  if (Object.keys(before).length === 0) return map;
  const merged = new Map<string, Json>(Object.entries(before));
  for (const [key, value] of Object.entries(map)) {
    if (value === null) continue;
    merged.set(key, deep ? mergeDeep(own(before, key) ?? null, value) : value);
  }
  return Object.fromEntries(merged);
}

function mergeDeep(before: Json, value: Json): Json {
  if (before === null) return value;
  if (isMap(value)) return isMap(before) ? mergeMaps(before, value, true) : value;
  if (isList(value)) return isList(before) ? [...before, ...value] : value;
  return typeof value === 'string' && typeof before === 'string' ? before + value : value;
}

function mapOf(value: Json): JsonMap {
  const map = coerceParameter('json', value);
  if (isMap(map)) return map;
  throw new UnfitValue('only maps can be merged', shown(map));
}

function isEmpty(value: Json): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
}

function mergeLists(before: Json, value: Json): Json {
  if (isEmpty(before)) return value;
  if (typeof before === 'string' && typeof value === 'string') return `${before},${value}`;
  return [...itemsOf(before), ...itemsOf(value)];
}

function itemsOf(value: Json): readonly Json[] {
  const items = coerceParameter('comma_delimited_list', value);
  return isList(items) ? items : [];
}
