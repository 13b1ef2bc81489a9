import type { Resource } from './snapshot.js';

/** A type as people know it: as the template names it, where that is mapped to this one. */
export function typeShown({ goal }: Pick<Resource, 'goal'>, type: string): string {
  return goal?.type === type ? (goal.alias ?? type) : type;
}
