import type { Json, JsonObject } from '../json.js';

/**
 * A value in the type that a JSON Schema asks for, as Heat converts property values: `"8080"` for an integer, `8080`
 * for a string, `"true"` for a boolean, inside lists and maps too. What cannot be converted stays as it is, so that
 * validation names it. A value that fits already is never changed.
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
    const types = typesOf(schema);
    if (value === null && types.length > 0 && !types.includes('null')) return [];
    return [[name, coerceValue(schema, value)]];
  });
  return Object.fromEntries(entries);
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
    return items ? value.map((item) => coerceValue(items, item)) : value;
  }
  const properties = asSchema(schema['properties']);
  const others = asSchema(schema['additionalProperties']);
  const entries = Object.entries(value).map(([name, item]): [string, Json] => {
    const own = asSchema(properties?.[name]) ?? others;
    return [name, own ? coerceValue(own, item) : item];
  });
  return Object.fromEntries(entries);
}

function asSchema(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : undefined;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Undefined: it cannot be converted. */
function convert(type: Json, value: Json): Json | undefined {
  if (type === 'string') {
    if (typeof value === 'number') return String(value);
    // Heat is written in Python, which spells them so.
    if (typeof value === 'boolean') return value ? 'True' : 'False';
    return undefined;
  }
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (type === 'integer' && /^[+-]?\d+$/.test(text)) return Number(text);
  if (type === 'number' && DECIMAL.test(text)) return Number(text);
  if (type === 'boolean' && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return undefined;
}
