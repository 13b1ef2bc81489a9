import { HIDDEN_VALUES } from '../../../lib/hot/compile-request.js';
import type { GoalResource } from '../../../lib/hot/values.js';
import type { Goal } from '../core/goal.js';
import { interned } from './interned.js';
import type { StoredRevision } from './store-port.js';

export interface ParsedGoal {
  readonly goal: Goal;
  /** The resources by their lines, for the next goal. */
  readonly lines: ReadonlyMap<string, GoalResource>;
}

/** Resources parsed at a time, so that a large goal does not hold the loop (R23). */
const SLICE = 500;

/**
 * Parses a stored goal, letting others have the thread between slices.
 * @param known lines of the goal before: an equal line yields the very same resource, by which the core knows
 * that nothing about it has changed.
 */
export async function parseGoal(
  revision: Pick<StoredRevision, 'number' | 'since' | 'asked' | 'action' | 'modes' | 'goalText'>,
  known: ReadonlyMap<string, GoalResource>,
  breathe: () => Promise<void>,
): Promise<ParsedGoal> {
  const resources: GoalResource[] = [];
  const lines = new Map<string, GoalResource>();
  for (const [i, line] of revision.goalText.split('\n').entries()) {
    if (line === '' || line.startsWith(HIDDEN_VALUES)) continue;
    const resource = known.get(line) ?? parseLine(line);
    lines.set(line, resource);
    resources.push(resource);
    if (i % SLICE === SLICE - 1) await breathe();
  }
  const { number, since, asked, action, modes } = revision;
  return { goal: { revision: number, since, asked, action, resources, modes }, lines };
}

function parseLine(line: string): GoalResource {
  const resource = JSON.parse(line) as GoalResource;
  const { type, requires } = resource;
  return { ...resource, type: interned(type), requires: requires.length > 0 ? requires : NONE };
}

const NONE: readonly string[] = [];
