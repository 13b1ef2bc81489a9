import type { Expression, GoalResource } from '../../lib/hot/values.js';
import type { Value, Wanted, WantedStack } from './world.js';

/** A goal as the engine stores it: newline-delimited JSON, a resource a line. */
export function goalText(wanted: WantedStack): string {
  return Object.entries(wanted)
    .map(([name, resource]) => JSON.stringify(goalResource(name, resource)))
    .join('\n');
}

function goalResource(name: string, { type, needs = [], ...values }: Wanted): GoalResource {
  const requires = new Set(needs);
  const properties: Record<string, Expression> = {};
  for (const [property, value] of Object.entries<Value>(values)) {
    if (isReference(value)) {
      const args = 'ref' in value ? [value.ref] : value.attr;
      requires.add(args[0]);
      const call = 'ref' in value ? 'get_resource' : 'get_attr';
      properties[property] = { call, args: args.map((lit) => ({ lit })) };
    } else properties[property] = { lit: value };
  }
  return { name, type, properties, requires: [...requires].sort(), metadata: { lit: {} }, description: '' };
}

function isReference(value: Value): value is { ref: string } | { attr: readonly [string, string] } {
  return typeof value === 'object' && value !== null && ('ref' in value || 'attr' in value);
}
