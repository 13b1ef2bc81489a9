import { evaluate } from '../../../lib/hot/evaluate.js';
import type { Expression, Referred, Scope } from '../../../lib/hot/values.js';
import type { Json } from '../../../lib/json.js';
import { isLiteral } from './goal.js';
import type { Applied, Instance } from './instance.js';
import { isSecretAttribute } from './secret-attributes.js';
import type { Resource, Snapshot } from './snapshot.js';

/**
 * The properties of a resource, with the attributes of what it refers to as they are now. Undefined when a
 * value is not known yet, or cannot be worked out: `resource.fault` then says why. A property that comes from a
 * volatile attribute enters the digest by its expression, so that a new pid changes nothing (R13).
 */
export function resolve(snapshot: Snapshot, resource: Resource): Applied | undefined {
  if (resource.literal) return resource.literal;
  resource.fault = '';
  try {
    return evaluated(snapshot, resource);
  } catch (error) {
    // A function was given what it cannot take: the template's fault, and no reason to stop the others.
    resource.fault = error instanceof Error ? error.message : String(error);
    return undefined;
  }
}

function evaluated(snapshot: Snapshot, resource: Resource): Applied | undefined {
  const goal = resource.goal;
  if (!goal) return undefined;
  const schema = snapshot.rules.typeOf(goal.type)?.properties;
  const scope = scopeOf(snapshot);
  const properties: Record<string, Json> = {};
  const secrets: string[] = [];
  let literal = true;
  let volatile: Record<string, Expression> | null = null;
  for (const [name, expression] of Object.entries(goal.properties)) {
    let secret: boolean;
    if (isLiteral(expression)) {
      properties[name] = (expression as { lit: Json }).lit;
      secret = (expression as { secret?: true }).secret === true;
    } else {
      literal = false;
      const value = evaluate(expression, scope);
      if (!value.known) return undefined;
      properties[name] = value.value;
      secret = value.secret;
      if (value.volatile) (volatile ??= {})[name] = expression;
    }
    if (secret || schema?.[name]?.secret) secrets.push(name);
  }
  const text = JSON.stringify(properties);
  const digested = volatile ? JSON.stringify({ ...properties, ...volatile }) : text;
  const applied: Applied = {
    text,
    secrets,
    digest: snapshot.rules.digest(`${goal.type}\n${digested}`),
    volatile: volatile ? Object.keys(volatile) : NONE,
  };
  if (literal) resource.literal = applied;
  return applied;
}

const NONE: readonly string[] = [];

/** Looks up what a name refers to: its settled instance. */
export function scopeOf(snapshot: Snapshot): Scope {
  return (name) => {
    const instance = snapshot.resources.get(name)?.settled;
    return instance ? referred(snapshot, instance) : undefined;
  };
}

/** What other resources and outputs see of an instance. */
export function referred(snapshot: Snapshot, instance: Instance): Referred {
  const schema = snapshot.rules.typeOf(instance.type);
  const reference = schema?.reference;
  return {
    reference: reference === undefined ? instance.physicalId : (instance.attributes[reference] ?? null),
    referenceIsSecret: reference !== undefined && isSecretAttribute(snapshot, instance, reference),
    attributes: instance.attributes,
    isSecret: (attribute) => isSecretAttribute(snapshot, instance, attribute),
    isVolatile: (attribute) => schema?.attributes[attribute]?.volatile ?? false,
  };
}
