import { Permanent, type Json } from '../../handler/index.js';

/** The types of HOT parameters. */
export const valueTypes = ['string', 'number', 'comma_delimited_list', 'json', 'boolean'] as const;
export type ValueType = (typeof valueTypes)[number];

/**
 * The value as Heat hands it on for a property of the type.
 * @throws Permanent when it cannot be converted; the value is not repeated, since it may be secret.
 */
export function asType<T extends Json>(value: T, type: ValueType | undefined): T | string | number | boolean {
  switch (type) {
    case undefined:
      return value;
    case 'string':
      return asString(value);
    case 'number':
      return asNumber(value);
    case 'boolean':
      return asBoolean(value);
    case 'comma_delimited_list':
      if (Array.isArray(value)) return value;
      throw unfit(value, 'a list');
    case 'json':
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
      throw unfit(value, 'a map');
  }
}

function asString(value: Json): string {
  if (typeof value === 'string') return value;
  // Heat is written in Python, which spells them so.
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  throw unfit(value, 'a string');
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

function asNumber(value: Json): number | boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string' && DECIMAL.test(value.trim())) return Number(value);
  throw unfit(value, 'a number');
}

function asBoolean(value: Json): boolean {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'true') return true;
  if (word === 'false') return false;
  throw unfit(value, 'a boolean');
}

function unfit(value: Json, wanted: string): Permanent {
  const got = value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;
  return new Permanent(`The value is ${got} that is not ${wanted}: give another value, or change its type.`);
}
