import { pythonJson } from '../../../../../lib/python/text.js';
import type { ParameterSummary } from '../../../../../lib/hot/values.js';
import type { Json } from '../../../../../lib/json.js';

/** What a hidden value shows. */
export const HIDDEN = '******';

/** Heat shows every parameter of a stack as a text. */
export function parameterText({ hidden, type, value }: ParameterSummary): string {
  if (hidden) return HIDDEN;
  if (value === undefined || value === null) return '';
  if (type === 'Boolean') return value === true ? 'True' : 'False';
  if (type === 'CommaDelimitedList' && isList(value)) return value.map(plain).join(',');
  return plain(value);
}

function plain(value: Json): string {
  return typeof value === 'string' ? value : pythonJson(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
