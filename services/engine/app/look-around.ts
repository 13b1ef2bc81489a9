import type { Resource } from '../core/snapshot.js';
import type { Resident } from './resident.js';
import type { TurnBudget } from './turn-budget.js';

/**
 * Looks at what is touched, stack by stack in turns, until nothing is left or the budget is spent. What is left of a stack
 * comes after the other stacks in the next turn.
 * @param step looks at one resource; false: the stack was dropped over it.
 */
export function lookAround(
  active: Set<Resident>,
  budget: TurnBudget,
  step: (resident: Resident, resource: Resource) => boolean,
): void {
  for (const resident of active) {
    active.delete(resident);
    const { changes } = resident;
    for (const resource of changes.touched) {
      changes.touched.delete(resource);
      const before = changes.dirty.size;
      if (!step(resident, resource)) break;
      budget.spend(changes.dirty.size - before);
      if (budget.isSpent) break;
    }
    if (!budget.isSpent) continue;
    if (changes.touched.size > 0) active.add(resident);
    return;
  }
}
