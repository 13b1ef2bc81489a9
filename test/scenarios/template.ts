import type { Json, JsonObject } from '../../lib/json.js';
import { propertiesOf, type Policy, type Value, type Wanted, type WantedStack } from '../simulator/wanted.js';

/** A scenario's goal as a user would write it. */
export function template(wanted: WantedStack): JsonObject {
  const resources: Record<string, Json> = {};
  for (const [name, resource] of Object.entries(wanted)) resources[name] = body(resource);
  return { heat_template_version: '2021-04-16', resources };
}

function body(wanted: Wanted): JsonObject {
  const { type, needs, policy = {} } = wanted;
  const properties: Record<string, Json> = {};
  for (const [property, value] of Object.entries(propertiesOf(wanted)))
    properties[property] = expression(value);
  return { type, properties, ...(needs && { depends_on: [...needs] }), ...policies(policy) };
}

/** In Heat's keys where it has them. */
function policies(policy: Policy): JsonObject {
  const own = {
    ...(policy.drift && { drift: policy.drift }),
    ...(policy.replaceOnDrift && { replace_on_drift: true }),
    ...(policy.deleteFirst && { delete_first: true }),
    ...(policy.timeoutMs !== undefined && { action_timeout: policy.timeoutMs / 1_000 }),
  };
  return {
    ...(policy.deletion && { deletion_policy: policy.deletion === 'retain' ? 'Retain' : 'Snapshot' }),
    ...(policy.external !== undefined && { external_id: policy.external }),
    ...(Object.keys(own).length > 0 && { metadata: { isotherm: own } }),
  };
}

function expression(value: Value): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value as Json;
  if ('ref' in value) return { get_resource: value.ref as string };
  if ('attr' in value) return { get_attr: [...(value.attr as readonly string[])] };
  return value;
}
