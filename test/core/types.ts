import type { DriftPolicy } from '../../lib/drift-policy.js';
import type { ResourceTypeSchema } from '../../lib/handler/contract.js';
import type { Expression, GoalResource } from '../../lib/hot/values.js';
import type { Json } from '../../lib/json.js';
import type { Rules } from '../../services/engine/core/snapshot.js';

const property = (updatable: boolean) => ({ required: false, updatable, secret: false, schema: {} });
const attribute = (volatile: boolean) => ({ volatile, secret: false, schema: {} });

function type(name: string, options: Partial<ResourceTypeSchema>): ResourceTypeSchema {
  return {
    type: name,
    description: '',
    properties: { size: property(true), zone: property(false), on: property(true) },
    attributes: { address: attribute(false), pid: attribute(true) },
    broken: 'replace',
    observed: 'by observer',
    updatable: true,
    ...options,
  };
}

/** `size` and `on` change in place, `zone` replaces. */
export const SERVER = type('Test::Server', {});
/** Every change replaces. */
export const VOLUME = type('Test::Volume', { updatable: false });
/** A broken one is waited for. */
export const PROBE = type('Test::Probe', { broken: 'wait' });
/** Never watched. */
export const VALUE = type('Test::Value', { observed: 'by report' });
/** Its handler does all that a user may ask of it. */
export const MACHINE = type('Test::Machine', {
  actions: ['suspend', 'resume', 'check', 'snapshot', 'restore', 'adopt'],
});
/** Two of it cannot exist beside each other. */
export const ADDRESS = type('Test::Address', { deleteFirst: true });
/** It takes any property, and changes it in place. */
export const BAG = type('Test::Bag', { open: true });
/** It is given a secret, and makes one. */
export const VAULT = type('Test::Vault', {
  properties: { password: { ...property(true), secret: true }, on: property(true) },
  attributes: { token: { ...attribute(false), secret: true }, address: attribute(false) },
});
export const ALL_TYPES = [SERVER, VOLUME, PROBE, VALUE, MACHINE, ADDRESS, BAG, VAULT];

export const testRules: Rules = {
  typeOf: (name) => ALL_TYPES.find((schema) => schema.type === name),
  digest: (text) => `d(${text})`,
  attempts: 3,
  backoffBaseMs: 1_000,
  backoffCapMs: 60_000,
  pendingTimeoutMs: 600_000,
  repairRetryMs: 300_000,
  orphanGraceMs: 10_000,
  maxLosses: 5,
  actionTimeoutMs: 3_600_000,
  drift: 'repair',
};

export const ref = (name: string): Expression => ({ call: 'get_resource', args: [{ lit: name }] });
export const attr = (name: string, attribute_: string): Expression => ({
  call: 'get_attr',
  args: [{ lit: name }, { lit: attribute_ }],
});

/** A resource of a goal; values that are no expressions are literals. */
export function resource(
  name: string,
  schema: ResourceTypeSchema,
  properties: Record<string, Json | Expression> = {},
  dependsOn: readonly string[] = [],
): GoalResource {
  const requires = new Set(dependsOn);
  const compiled: Record<string, Expression> = {};
  for (const [key, value] of Object.entries(properties)) {
    const expression = isExpression(value) ? value : { lit: value };
    compiled[key] = expression;
    if ('call' in expression) requires.add((expression.args[0] as { lit: string }).lit);
  }
  return {
    name,
    type: schema.type,
    properties: compiled,
    requires: [...requires].sort(),
    metadata: { lit: {} },
    description: '',
  };
}

function isExpression(value: Json | Expression): value is Expression {
  return typeof value === 'object' && value !== null && ('call' in value || 'lit' in value);
}

/** Each refers to the one before. */
export const CHAIN = [
  resource('a', MACHINE),
  resource('b', MACHINE, { on: ref('a') }),
  resource('c', MACHINE, { on: ref('b') }),
];

/** A resource with a drift policy of its own. */
export const left = (drift: DriftPolicy, ...more: Parameters<typeof resource>): GoalResource => ({
  ...resource(...more),
  drift,
});
