import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { Json, JsonObject } from '../json.js';
import type { OfferedType } from '../protocol/worker.js';
import type {
  AttributeSchema,
  Handler,
  OptionalAction,
  PropertySchema,
  ResourceTypeSchema,
} from './contract.js';
import { membersOf, readValueSchema } from './value-schema.js';

/** In the order in which they are told. */
export const OPTIONAL_ACTIONS: readonly OptionalAction[] = [
  'adopt', 'check', 'suspend', 'resume', 'snapshot', 'restore',
]; // prettier-ignore

/** Any handler, whatever its goal and attributes. */
export type AnyHandler = Handler<never, unknown>;

/** What the engine is told of a type: it never sees the handler itself. */
export function describeType(handler: AnyHandler): ResourceTypeSchema {
  const properties = describeAll(handler.properties, propertySchema);
  const actions = OPTIONAL_ACTIONS.filter((action) => handler[action] !== undefined);
  return {
    type: handler.type,
    description: handler.description,
    properties,
    attributes: describeAll(handler.attributes, attributeSchema),
    broken: handler.broken ?? 'replace',
    observed: handler.observed ?? 'by observer',
    ...(handler.reference !== undefined && { reference: handler.reference }),
    updatable: handler.update !== undefined,
    ...(actions.length > 0 && { actions }),
    ...(handler.deleteFirst && { deleteFirst: true }),
    ...(isOpen(handler.properties) && { open: true }),
  };
}

/** A provider's type as worker and observer offer it. The same declarations yield the same text and hash, in any process. */
export function offeredType(handler: AnyHandler, provider: string): OfferedType {
  const schema: ResourceTypeSchema = { ...describeType(handler), provider };
  const schemaText = JSON.stringify(sorted(schema as unknown as Json));
  return { schema, schemaText, schemaHash: createHash('sha256').update(schemaText).digest('hex') };
}

/** True for a `z.looseObject`: names that it does not list are taken too. */
export function isOpen(object: z.ZodObject): boolean {
  return object._zod.def.catchall?._zod.def.type === 'unknown';
}

function describeAll<T>(object: z.ZodObject, describe: (schema: z.core.$ZodType) => T): Record<string, T> {
  return Object.fromEntries(
    Object.entries(membersOf(object)).map(([name, schema]) => [name, describe(schema)]),
  );
}

function propertySchema(schema: z.core.$ZodType): PropertySchema {
  const { json, description, updatable, secret, constraint } = readValueSchema(schema);
  const { default: standard, ...rest } = json;
  return {
    ...(description !== undefined && { description }),
    required: schema._zod.optin === undefined,
    updatable,
    secret,
    ...(standard !== undefined && { default: standard }),
    ...(typeof constraint === 'string' && { constraint }),
    schema: rest,
  };
}

function attributeSchema(schema: z.core.$ZodType): AttributeSchema {
  const { json, description, volatile, secret } = readValueSchema(schema);
  return { ...(description !== undefined && { description }), volatile, secret, schema: json };
}

/** With the keys of every object in one order. */
function sorted(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(sorted);
  const entries = Object.entries(value as JsonObject).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
