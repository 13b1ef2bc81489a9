import type { Json, JsonObject } from '../json.js';
import { pythonText } from '../python/text.js';

/**
 * A value in the type that a JSON Schema asks for, as Heat converts property values: `"8080"` for an integer, `8080`
 * for a string, `"true"` for a boolean, inside lists and maps too. What cannot be converted stays as it is, so that
 * validation names it. A value that fits already is never changed, nor copied.
 */
export function coerceValue(schema: JsonObject, value: Json): Json {
  const types = typesOf(schema);
  if (types.length === 0 || types.some((type) => isOf(type, value))) return coerceParts(schema, value);
  for (const type of types) {
    const converted = convert(type, value);
    if (converted !== undefined) return converted;
  }
  return value;
}

/** The properties of a goal, each in its type; a null that its schema refuses means not given, as in Heat. */
export function coerceGoal(
  properties: Readonly<Record<string, { readonly schema: JsonObject }>>,
  goal: JsonObject,
): JsonObject {
  const entries = Object.entries(goal).flatMap(([name, value]): [string, Json][] => {
    const schema = properties[name]?.schema;
    if (!schema) return [[name, value]];
    if (value === null && refusesNull(schema)) return [];
    return [[name, coerceValue(schema, value)]];
  });
  return Object.fromEntries(entries);
}

/** Whether a null means that the property is not given: so it does unless the schema takes it, and has nothing else for that case. */
export function refusesNull(schema: JsonObject): boolean {
  return 'default' in schema || !takesNull(schema);
}

function takesNull(schema: JsonObject): boolean {
  const types = typesOf(schema);
  if (types.length > 0 && !types.includes('null')) return false;
  if ('const' in schema && schema['const'] !== null) return false;
  if ('enum' in schema && !listOf(schema['enum']).includes(null)) return false;
  const parts = (key: string) =>
    listOf(schema[key])
      .map(asSchema)
      .filter((part) => part !== undefined);
  const choices = [parts('anyOf'), parts('oneOf')].filter((each) => each.length > 0);
  return choices.every((each) => each.some(takesNull)) && parts('allOf').every(takesNull);
}

function listOf(value: Json | undefined): readonly Json[] {
  return value !== undefined && isList(value) ? value : [];
}

/** Empty: any. */
function typesOf({ type }: JsonObject): readonly Json[] {
  if (type === undefined) return [];
  return isList(type) ? type : [type];
}

function isOf(type: Json, value: Json): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return isList(value);
    case 'object':
      return typeof value === 'object' && value !== null && !isList(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function coerceParts(schema: JsonObject, value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) {
    const items = asSchema(schema['items']);
    const made = items ? value.map((item) => coerceValue(items, item)) : value;
    return made.every((item, index) => item === value[index]) ? value : made;
  }
  const properties = asSchema(schema['properties']);
  const others = asSchema(schema['additionalProperties']);
  const made = Object.entries(value).map(([name, item]): [string, Json] => {
    const own = asSchema(memberOf(properties, name)) ?? others;
    return [name, own ? coerceValue(own, item) : item];
  });
  return made.every(([name, item]) => item === value[name]) ? value : Object.fromEntries(made);
}

function memberOf(properties: JsonObject | undefined, name: string): Json | undefined {
  return properties && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function asSchema(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

const INTEGER = /^[+-]?\d+$/;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Undefined: it cannot be converted. */
function convert(type: Json, value: Json): Json | undefined {
  if (type === 'string') {
    return typeof value === 'number' || typeof value === 'boolean' ? pythonText(value) : undefined;
  }
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (type === 'integer' && INTEGER.test(text)) return exactly(text);
  if (type === 'number' && DECIMAL.test(text)) return exactly(text);
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return undefined;
}

/** Undefined: beyond what a number keeps exactly. */
function exactly(text: string): number | undefined {
  const number = Number(text);
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : undefined;
}
