import type { FailureRecord } from '../../store/failures.js';
import type { ListedRevision } from '../../store/list-revisions.js';
import type { StackRecord } from '../../store/stacks.js';
import type { Resource, Snapshot } from '../../core/snapshot.js';
import { requirementsFirst } from './requirements-first.js';
import type { FailureView } from './use-cases.js';

export interface ListFailuresPorts {
  readonly loadFailures: (
    stackId: string,
    revisions: readonly number[],
    linesOfEach: number,
  ) => Promise<readonly FailureRecord[]>;
  readonly listRevisions: (stackId: string) => Promise<readonly ListedRevision[]>;
}

/** Lines of the handler's log that come with each. */
const LINES = 20;

/**
 * What failed under the goal of the stack and is not overcome, the root cause first: requirements before what requires
 * them, then by time. A stack that rolled back tells also what made it go back.
 * @param snapshot undefined: the stack is not in this engine's memory; then all that failed is told.
 */
export async function listFailures(
  ports: ListFailuresPorts,
  stack: StackRecord,
  snapshot: Snapshot | undefined,
): Promise<FailureView[]> {
  const left = await goalLeft(ports, stack);
  const goals = left === undefined ? [stack.since] : [left, stack.since];
  const rows = await ports.loadFailures(stack.id, goals, LINES);
  const told = [
    ...decisive(rows.filter(({ revision }) => revision === left)),
    ...rows.filter((row) => row.revision !== left && (!snapshot || lasts(snapshot, row))),
  ];
  const views = told.map((row) => failureView(stack, row, snapshot));
  if (snapshot) views.push(...unresolvable(stack, snapshot));
  return rootCauseFirst(views, snapshot);
}

/** `since` of the goal from which it rolled back. */
async function goalLeft(
  { listRevisions }: ListFailuresPorts,
  stack: StackRecord,
): Promise<number | undefined> {
  if (stack.goalAction !== 'ROLLBACK') return undefined;
  const revisions = await listRevisions(stack.id);
  return revisions.find(({ number }) => number < stack.since)?.since;
}

/** Those for which a goal was given up: what was to be tried again only counts when nothing else failed. */
function decisive(rows: readonly FailureRecord[]): readonly FailureRecord[] {
  const final = rows.filter(({ kind }) => kind !== 'transient');
  return final.length > 0 ? final : rows;
}

/** Neither did a later try succeed, nor is the thing gone with nothing left to do for its resource. */
function lasts(snapshot: Snapshot, { ordinal, name, action }: FailureRecord): boolean {
  const instance = snapshot.instances.get(ordinal);
  if (instance) return instance.failure?.action === action;
  const resource = snapshot.resources.get(name);
  return resource ? resource.goal !== null && !resource.done : false;
}

function failureView(stack: StackRecord, row: FailureRecord, snapshot: Snapshot | undefined): FailureView {
  const { name, type, physical, action, attempt, cause, output, time, ordinal } = row;
  const instance = snapshot?.instances.get(ordinal);
  return {
    resource: name,
    type,
    physicalId: physical,
    path: `${stack.name}.${name}`,
    action: action.toUpperCase(),
    attempt,
    cause,
    output,
    time: new Date(time),
    retried: instance?.failure?.kind === 'transient' || (instance?.timer && !instance.timer.rung) === true,
  };
}

/** Properties that cannot be worked out: nothing was tried. */
function unresolvable(stack: StackRecord, { resources }: Snapshot): FailureView[] {
  const since = stack.updatedAt ?? stack.createdAt;
  return Array.from(resources.values())
    .filter(({ goal, fault, verdict }) => goal && fault !== '' && verdict === 'failed')
    .map(({ name, goal, fault, instances }) => ({
      resource: name,
      type: goal?.type ?? '',
      physicalId: '',
      path: `${stack.name}.${name}`,
      action: instances.length > 0 ? 'UPDATE' : 'CREATE',
      attempt: 0,
      cause: fault,
      output: [],
      time: since,
      retried: false,
    }));
}

function rootCauseFirst(views: readonly FailureView[], snapshot: Snapshot | undefined): FailureView[] {
  const byName = new Map<string, FailureView[]>();
  for (const view of [...views].sort((a, b) => a.time.getTime() - b.time.getTime())) {
    const others = byName.get(view.resource);
    if (others) others.push(view);
    else byName.set(view.resource, [view]);
  }
  const requirements = (name: string) => requirementsOf(snapshot?.resources.get(name));
  return requirementsFirst(byName.keys(), requirements).flatMap((name) => byName.get(name) ?? []);
}

/** Those of the goal; what no goal wants any more still stands on what it was made with. */
function requirementsOf(resource: Resource | undefined): string[] {
  if (!resource) return [];
  if (resource.goal) return resource.needs.map(({ name }) => name);
  return resource.instances.flatMap(({ requires }) => requires.map((instance) => instance.resource.name));
}
