import { HIDDEN_VALUES } from '../../../lib/hot/compile-request.js';
import type { GoalResource } from '../../../lib/hot/values.js';
import type { Goal } from '../core/goal.js';
import { ResourceReader } from './resource-reader.js';
import type { StoredRevision } from './store-port.js';

/** Resources parsed at a time, so that a large goal does not hold the loop (R23). */
const SLICE = 500;

/**
 * Parses a stored goal, letting others have the thread between slices.
 * @param known resources of the goal before: what is written as one of them yields the very same resource, by which the core
 * knows that nothing about it has changed.
 */
export async function parseGoal(
  revision: Pick<StoredRevision, 'number' | 'since' | 'written' | 'asked' | 'action' | 'modes' | 'goalText'>,
  known: readonly GoalResource[],
  breathe: () => Promise<void>,
): Promise<Goal> {
  const breatheAt = async (i: number) => {
    if (i % SLICE === SLICE - 1) await breathe();
  };
  const byLine = new Map<string, GoalResource>();
  // Their lines are not kept: they would be a sixth of all that is in memory, for the few stacks that change.
  for (const [i, resource] of known.entries()) {
    byLine.set(JSON.stringify(resource), resource);
    await breatheAt(i);
  }
  const reader = new ResourceReader();
  const resources: GoalResource[] = [];
  for (const [i, line] of revision.goalText.split('\n').entries()) {
    if (line !== '' && !line.startsWith(HIDDEN_VALUES)) resources.push(byLine.get(line) ?? reader.read(line));
    await breatheAt(i);
  }
  const { number, since, written, asked, action, modes } = revision;
  return { revision: number, since, written, asked, action, resources, modes };
}
