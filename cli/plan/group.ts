import { groupBy } from '../../lib/group-by.js';
import type { PlannedProperty, PlannedResource } from '../client/plan-types.js';

/** Resources of one type about which the same is done, for the same reason. */
export interface Group {
  readonly type: string;
  readonly reason: string;
  readonly certain: boolean;
  readonly members: readonly PlannedResource[];
  readonly properties: readonly GroupProperty[];
}

export interface GroupProperty {
  readonly name: string;
  readonly replaces: boolean;
  /** What becomes of it; undefined: with each member something else. */
  readonly change: PlannedProperty | undefined;
}

/** More groups than these are not read one by one: those that differ in values alone become one. */
const MANY = 20;

/**
 * Groups resources with the same action, in their order.
 * @param full true: only those that are equal in all values stand together.
 */
export function groupResources(resources: readonly PlannedResource[], full: boolean): readonly Group[] {
  const equal = alike(resources, ({ properties }) => properties);
  if (full || equal.length <= MANY) return equal;
  return alike(resources, ({ properties }) => properties.map(({ name, replaces }) => [name, replaces]));
}

function alike(
  resources: readonly PlannedResource[],
  likeness: (resource: PlannedResource) => unknown,
): readonly Group[] {
  const keyOf = (resource: PlannedResource) => {
    const { resource_type: type, reason, certain } = resource;
    return JSON.stringify([type, reason, certain, likeness(resource)]);
  };
  return Array.from(groupBy(resources, keyOf).values(), groupOf);
}

function groupOf(members: readonly PlannedResource[]): Group {
  const [first] = members;
  return {
    type: first?.resource_type ?? '',
    reason: first?.reason ?? '',
    certain: first?.certain ?? true,
    members,
    properties: (first?.properties ?? []).map((property, index) => {
      const text = JSON.stringify(property);
      const same = members.every(({ properties }) => JSON.stringify(properties[index]) === text);
      return { name: property.name, replaces: property.replaces, change: same ? property : undefined };
    }),
  };
}
