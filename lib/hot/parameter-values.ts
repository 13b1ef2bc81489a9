import type { Json } from '../json.js';
import { pythonText } from '../python/text.js';
import { isList } from './storable.js';
import { shown } from './faults.js';

export const parameterTypes = ['string', 'number', 'comma_delimited_list', 'json', 'boolean'] as const;
export type ParameterType = (typeof parameterTypes)[number];

/** Says why a value does not fit. `detail`, the value itself, is left out for hidden parameters. */
export class UnfitValue extends Error {
  constructor(
    message: string,
    readonly detail = '',
  ) {
    super(message);
  }

  sentence(hidden: boolean): string {
    return hidden || this.detail === '' ? this.message : `${this.message}: ${this.detail}`;
  }
}

/**
 * Makes of a given value what the type says, as Heat does: text to numbers, lists and booleans.
 * @throws UnfitValue
 */
export function coerceParameter(type: ParameterType, value: Json): Json {
  switch (type) {
    case 'string':
      if (value !== null && typeof value !== 'object') return pythonText(value);
      throw new UnfitValue('Value must be a string', shown(value));
    case 'number':
      return toNumber(value);
    case 'comma_delimited_list':
      return toList(value);
    case 'json':
      return toJson(value);
    case 'boolean':
      return toBoolean(value);
  }
}

/** A number, or text that Python reads as one. @throws UnfitValue */
export function toNumber(value: Json): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  if (!/^[-+]?(\d+(_\d+)*(\.(\d+(_\d+)*)?)?|\.\d+(_\d+)*)([eE][-+]?\d+)?$/.test(text)) {
    throw new UnfitValue('could not convert string to float', shown(value));
  }
  const number = Number(text.replaceAll('_', ''));
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) {
    throw new UnfitValue('the number is too large to be kept exactly', shown(value));
  }
  return number;
}

function toList(value: Json): Json {
  if (isList(value)) {
    return value.map((item) => {
      if (item === null || typeof item === 'object')
        throw new UnfitValue('List items must be strings', shown(item));
      return pythonText(item);
    });
  }
  if (typeof value !== 'string')
    throw new UnfitValue('Value must be a comma-delimited list string', shown(value));
  return value === '' ? [] : value.split(',');
}

function toJson(value: Json): Json {
  if (typeof value !== 'string' || value === '') return value;
  try {
    return JSON.parse(value) as Json;
  } catch (error) {
    throw new UnfitValue('Value must be valid JSON', error instanceof Error ? error.message : shown(value));
  }
}

const trueWords = ['1', 't', 'true', 'on', 'y', 'yes'];
const falseWords = ['0', 'f', 'false', 'off', 'n', 'no'];

function toBoolean(value: Json): boolean {
  const word = typeof value === 'object' ? '' : String(value).trim().toLowerCase();
  if (trueWords.includes(word)) return true;
  if (falseWords.includes(word)) return false;
  const acceptable = [...falseWords, ...trueWords].sort().map((each) => `'${each}'`);
  throw new UnfitValue(`Unrecognized value, acceptable values are: ${acceptable.join(', ')}`, shown(value));
}
