import type { DriftPolicy } from '../../lib/drift-policy.js';
import type { Hook, RestrictedAction } from '../../lib/hot/environment/hooks.js';
import type { Json } from '../../lib/json.js';

/** A value of a scenario's goal. */
export type Value =
  Json | { readonly ref: string } | { readonly attr: readonly [resource: string, attribute: string] };

/** What a goal says of a resource beside its properties. */
export interface Policy {
  readonly deletion?: 'retain' | 'snapshot';
  /** Physical id of a thing that is only referred to. */
  readonly external?: string;
  readonly drift?: DriftPolicy;
  readonly replaceOnDrift?: true;
  readonly deleteFirst?: true;
  /** Where it is held; a user clears it. */
  readonly hooks?: readonly Hook[];
  /** What is never done to its thing. */
  readonly restricted?: readonly RestrictedAction[];
  readonly timeoutMs?: number;
}

/** A resource of a scenario's goal: its type, `needs` for `depends_on`, its policy, and its properties. */
export type Wanted = {
  readonly type: string;
  readonly needs?: readonly string[];
  readonly policy?: Policy;
} & { readonly [property: string]: Value | Policy };

export type WantedStack = { readonly [name: string]: Wanted };

export const ref = (resource: string): { readonly ref: string } => ({ ref: resource });
export const attr = (resource: string, attribute: string) => ({ attr: [resource, attribute] as const });

/** The properties alone. */
export function propertiesOf(wanted: Wanted): { readonly [property: string]: Value } {
  const { type: _type, needs: _needs, policy: _policy, ...properties } = wanted;
  return properties as { readonly [property: string]: Value };
}

/** The resource that a value refers to; undefined: it is written as it is. */
export function referredTo(value: Value): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if ('ref' in value) return value.ref as string;
  if ('attr' in value) return (value as { attr: readonly [string, string] }).attr[0];
  return undefined;
}

/** Names of what the resource requires. */
export function requirementsOf(wanted: Wanted | undefined): string[] {
  if (!wanted) return [];
  const referred = Object.values(propertiesOf(wanted)).map(referredTo);
  return [...(wanted.needs ?? []), ...referred.filter((name) => name !== undefined)];
}
