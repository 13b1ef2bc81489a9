import type { Json, JsonObject } from '../../lib/json.js';
import type { Value, Wanted, WantedStack } from '../simulator/world.js';

/** A scenario's goal as a user would write it. */
export function template(wanted: WantedStack): JsonObject {
  const resources: Record<string, Json> = {};
  for (const [name, resource] of Object.entries(wanted)) resources[name] = body(resource);
  return { heat_template_version: '2021-04-16', resources };
}

function body({ type, needs, ...values }: Wanted): JsonObject {
  const properties: Record<string, Json> = {};
  for (const [property, value] of Object.entries(values)) properties[property] = expression(value);
  return { type, properties, ...(needs && { depends_on: [...needs] }) };
}

function expression(value: Value): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value as Json;
  if ('ref' in value) return { get_resource: value.ref as string };
  if ('attr' in value) return { get_attr: [...(value.attr as readonly string[])] };
  return value;
}
