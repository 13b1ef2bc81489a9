import type { Json } from '../../json.js';
import { DictValue } from './dict-value.js';
import { ListValue } from './list-value.js';
import type { Value } from './value.js';

/** JSON as an expression sees it. A number without a fraction is whole: JSON does not tell 2.0 from 2. */
export function fromJson(json: Json): Value {
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (json === null || typeof json !== 'object') return json;
  if (isList(json)) return new ListValue(json.map((each) => fromJson(each)));
  const dict = new DictValue();
  for (const key of Object.keys(json)) dict.setText(key, fromJson(json[key] ?? null));
  return dict;
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
