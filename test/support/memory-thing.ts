import { IsothermError } from '../../lib/errors.js';
import type { GoalResource } from '../../lib/hot/values.js';
import type { Json } from '../../lib/json.js';
import type { LogView, ResourceAction, StatusWord } from '../../services/engine/app/use-cases/use-cases.js';

/** A thing of the memory engine: what a stack holds of one resource. */
export interface MemoryThing {
  readonly goal: GoalResource;
  /** Text of the properties that were last applied; undefined: it is not made yet. */
  applied?: string | undefined;
  action: ResourceAction;
  status: StatusWord;
  reason: string;
  physicalId: string;
  properties: Record<string, Json>;
  /** Properties that were seen otherwise than they were applied. */
  seen: Record<string, Json>;
  /** The tries that failed. */
  failures: number;
  failedAt: Date | null;
  createdAt: Date | null;
  startedAt: Date | null;
  endedAt: Date | null;
  readonly logs: LogView[];
}

export function newThing(goal: GoalResource): MemoryThing {
  return {
    goal,
    action: 'INIT',
    status: 'COMPLETE',
    reason: '',
    physicalId: '',
    properties: {},
    seen: {},
    failures: 0,
    failedAt: null,
    createdAt: null,
    startedAt: null,
    endedAt: null,
    logs: [],
  };
}

/** The thing under a new goal: what failed is tried again. */
export function underGoal(thing: MemoryThing, goal: GoalResource): MemoryThing {
  if (thing.status !== 'FAILED') return { ...thing, goal };
  return { ...thing, goal, applied: undefined, action: 'INIT', status: 'COMPLETE', reason: '' };
}

export function isMade(thing: MemoryThing | undefined): boolean {
  return thing?.status === 'COMPLETE' && thing.action !== 'INIT';
}

/** @throws IsothermError `resource.not-found` */
export function thingOf(
  things: ReadonlyMap<string, MemoryThing>,
  resource: string,
  stackName: string,
): MemoryThing {
  const thing = things.get(resource);
  if (thing) return thing;
  throw new IsothermError(
    'resource.not-found',
    `The Resource (${resource}) could not be found in Stack ${stackName}.`,
  );
}
