import type { AttributeSchema, PropertySchema } from '../../../../../lib/handler/contract.js';
import type { Json, JsonObject } from '../../../../../lib/json.js';

/** A property as Heat describes it, from its JSON Schema. */
export function heatProperty({ schema: given, ...property }: PropertySchema): JsonObject {
  const schema = withoutNull(given);
  return {
    type: heatType(schema),
    required: property.required,
    update_allowed: property.updatable,
    immutable: false,
    ...(property.description === undefined ? {} : { description: property.description }),
    ...(property.default === undefined ? {} : { default: property.default }),
    ...constraintsOf(schema, property.constraint),
    ...inner(schema),
  };
}

export function heatAttribute({ schema, description }: AttributeSchema): JsonObject {
  return { type: heatType(schema), description: description ?? '' };
}

/** Heat does not say that a value may be null: what it is otherwise counts. */
function withoutNull(schema: JsonObject): JsonObject {
  const choices = schema['anyOf'];
  if (!Array.isArray(choices)) return schema;
  const others = (choices as readonly Json[]).filter((each) => asMap(each)['type'] !== 'null');
  return others.length === 1 ? asMap(others[0]) : schema;
}

/** Heat's word for what a JSON Schema allows; `any` where it has none. */
export function heatType(schema: JsonObject): string {
  const { type } = withoutNull(schema);
  switch (type) {
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return type;
    case 'array':
      return 'list';
    case 'object':
      return 'map';
    default:
      return 'any';
  }
}

function constraintsOf(schema: JsonObject, custom: string | undefined): JsonObject {
  const constraints: Json[] = [];
  const add = (name: string, value: Json | undefined) => {
    if (value !== undefined) constraints.push({ [name]: value });
  };
  add('allowed_values', schema['enum'] ?? (schema['const'] === undefined ? undefined : [schema['const']]));
  add('allowed_pattern', schema['pattern']);
  add('range', bounds(schema, 'minimum', 'maximum'));
  add('length', bounds(schema, 'minLength', 'maxLength') ?? bounds(schema, 'minItems', 'maxItems'));
  add('custom_constraint', custom);
  return constraints.length === 0 ? {} : { constraints };
}

function bounds(schema: JsonObject, least: string, most: string): JsonObject | undefined {
  const min = schema[least];
  const max = schema[most];
  // zod writes the bounds of exact integers into every one, which tells people nothing.
  const said = (value: Json | undefined) =>
    value !== undefined && Math.abs(Number(value)) !== Number.MAX_SAFE_INTEGER;
  if (!said(min) && !said(max)) return undefined;
  return { ...(said(min) ? { min: min ?? null } : {}), ...(said(max) ? { max: max ?? null } : {}) };
}

/** What a list or a map holds: `*` for any item. */
function inner(schema: JsonObject): JsonObject {
  const properties = asMap(schema['properties']);
  const names = Object.keys(properties);
  if (names.length > 0) {
    const required = new Set(Array.isArray(schema['required']) ? (schema['required'] as Json[]) : []);
    return {
      schema: Object.fromEntries(
        names.map((name) => [name, nested(asMap(properties[name]), required.has(name))]),
      ),
    };
  }
  const items = asMap(schema['items'] ?? schema['additionalProperties']);
  return Object.keys(items).length === 0 ? {} : { schema: { '*': nested(items, false) } };
}

function nested(schema: JsonObject, required: boolean): JsonObject {
  const { description, default: byDefault } = schema;
  return heatProperty({
    schema,
    required,
    updatable: false,
    secret: false,
    ...(typeof description === 'string' ? { description } : {}),
    ...(byDefault === undefined ? {} : { default: byDefault }),
  });
}

function asMap(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
