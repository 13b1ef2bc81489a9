import { evaluate } from '../../../lib/hot/evaluate.js';
import type { Expression, Referred, Scope } from '../../../lib/hot/values.js';
import type { Json } from '../../../lib/json.js';
import { isLiteral } from './goal.js';
import type { Applied, Instance } from './instance.js';
import { standIn, type Unknown } from './plan/planning.js';
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
  let knownAfter: Record<string, readonly string[]> | null = null;
  for (const [name, expression] of Object.entries(goal.properties)) {
    let secret = false;
    if (isLiteral(expression)) {
      properties[name] = (expression as { lit: Json }).lit;
      secret = (expression as { secret?: true }).secret === true;
    } else {
      literal = false;
      const value = evaluate(expression, scope);
      if (value.known) {
        properties[name] = value.value;
        secret = value.secret;
      } else {
        const unknown = standIn(snapshot, name, value.waitsFor);
        if (unknown === undefined) {
          resource.fault = skippedAmong(snapshot, value.waitsFor);
          return undefined;
        }
        properties[name] = unknown;
        (knownAfter ??= {})[name] = value.waitsFor;
      }
      if (value.volatile) (volatile ??= {})[name] = expression;
    }
    if (secret || schema?.[name]?.secret) secrets.push(name);
  }
  const text = JSON.stringify(properties);
  const digested = volatile ? JSON.stringify({ ...properties, ...volatile }) : text;
  const applied: Applied = {
    text,
    secrets: secrets.length > 0 ? secrets : NONE,
    digest: snapshot.rules.digest(`${goal.type}\n${digested}`),
    volatile: volatile ? Object.keys(volatile) : NONE,
    ...(knownAfter && { knownAfter }),
  };
  if (!literal) return applied;
  return (resource.literal = shared(resource, applied));
}

/** What an instance has had applied already, if that is the same: after its stack was read it would be in memory twice. */
function shared({ instances }: Resource, applied: Applied): Applied {
  const isSame = (had: Applied) =>
    had.digest === applied.digest && had.text === applied.text && areSame(had.secrets, applied.secrets);
  return instances.find((instance) => isSame(instance.applied))?.applied ?? applied;
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, i) => name === others[i]);
}

const NONE: readonly string[] = [];

/** What is skipped counts as done; a value of what was never made is not known all the same. */
function skippedAmong(snapshot: Snapshot, names: readonly string[]): string {
  const skipped = names.find((name) => snapshot.resources.get(name)?.verdict === 'skipped');
  return skipped === undefined ? '' : `it refers to ${skipped}, which is skipped and does not exist`;
}

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
  const unknown = snapshot.planning?.unknown.get(instance);
  return {
    reference: referenceOf(instance, reference, unknown),
    referenceIsSecret: reference !== undefined && isSecretAttribute(snapshot, instance, reference),
    attributes: unknown ? undefined : instance.attributes,
    isSecret: (attribute) => isSecretAttribute(snapshot, instance, attribute),
    isVolatile: (attribute) => schema?.attributes[attribute]?.volatile ?? false,
  };
}

function referenceOf(
  { physicalId, attributes }: Instance,
  attribute: string | undefined,
  unknown: Unknown | undefined,
): Json | undefined {
  if (attribute === undefined) return unknown === 'all' ? undefined : physicalId;
  return unknown ? undefined : (attributes[attribute] ?? null);
}
