import type { Expression, GoalResource } from '../../lib/hot/values.js';
import {
  propertiesOf,
  referredTo,
  requirementsOf,
  type Policy,
  type Value,
  type Wanted,
  type WantedStack,
} from './wanted.js';

/** A goal as the engine stores it: newline-delimited JSON, a resource a line. */
export function goalText(wanted: WantedStack): string {
  return Object.entries(wanted)
    .map(([name, resource]) => JSON.stringify(goalResource(name, resource)))
    .join('\n');
}

function goalResource(name: string, wanted: Wanted): GoalResource {
  const properties: Record<string, Expression> = {};
  for (const [property, value] of Object.entries(propertiesOf(wanted)))
    properties[property] = expression(value);
  return {
    name,
    type: wanted.type,
    properties,
    requires: [...new Set(requirementsOf(wanted))].sort(),
    metadata: { lit: {} },
    description: '',
    ...policies(wanted.policy ?? {}),
  };
}

function expression(value: Value): Expression {
  if (referredTo(value) === undefined) return { lit: value };
  const reference = value as { ref: string } | { attr: readonly [string, string] };
  const [call, args] =
    'ref' in reference ? ['get_resource', [reference.ref]] : ['get_attr', [...reference.attr]];
  return { call, args: args.map((lit) => ({ lit })) };
}

function policies(policy: Policy): Partial<GoalResource> {
  return {
    ...(policy.deletion && { deletionPolicy: policy.deletion }),
    ...(policy.external !== undefined && { externalId: policy.external }),
    ...(policy.drift && { drift: policy.drift }),
    ...(policy.replaceOnDrift && { replaceOnDrift: true as const }),
    ...(policy.deleteFirst && { deleteFirst: true as const }),
    ...(policy.hooks && { hooks: policy.hooks }),
    ...(policy.restricted && { restricted: policy.restricted }),
    ...(policy.timeoutMs !== undefined && { actionTimeoutMs: policy.timeoutMs }),
  };
}
