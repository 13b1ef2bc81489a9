import { groupBy } from '../../../../lib/group-by.js';
import type { FailureRecord } from '../../store/failures.js';
import type { ListedRevision } from '../../store/list-revisions.js';
import type { StackRecord } from '../../store/stacks.js';
import type { Snapshot } from '../../core/snapshot.js';
import type { Resident } from '../resident.js';
import { failedResources, hasFailedAsAWhole, requirementsOf, type FailedResource } from '../root-cause.js';
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
 * What failed under the goal of the stack and is not overcome. The first is the one that the reason of its status names: the stack
 * itself where that failed as a whole, else the root cause; then requirements before what requires them, then by time. A
 * stack that rolled back tells also what made it go back.
 * @param resident undefined: the stack is not in this engine's memory; then all that failed is told.
 */
export async function listFailures(
  ports: ListFailuresPorts,
  stack: StackRecord,
  resident: Resident | undefined,
): Promise<FailureView[]> {
  const snapshot = resident?.snapshot;
  const left = await goalLeft(ports, stack);
  const goals = left ? [left.since, stack.since] : [stack.since];
  const rows = await ports.loadFailures(stack.id, goals, LINES);
  const present = rows.filter((row) => row.revision === stack.since && (!snapshot || lasts(snapshot, row)));
  const now = ofPresent(stack, present, resident);
  const before = left ? ofLeft(stack, left, rows, snapshot) : [];
  return stack.status === 'FAILED' ? [...now, ...before] : [...before, ...now];
}

function ofPresent(
  stack: StackRecord,
  rows: readonly FailureRecord[],
  resident: Resident | undefined,
): FailureView[] {
  const snapshot = resident?.snapshot;
  const failed = snapshot ? failedResources(snapshot) : [];
  const views = rows.map((row) => failureView(stack, row, snapshot));
  const told = new Set(rows.map(({ name }) => name));
  // No row tells of what was not tried, or failed under an earlier goal.
  views.push(
    ...failed.filter(({ name, isRow }) => !isRow && !told.has(name)).map((one) => untriedView(stack, one)),
  );
  const first = failed.map(({ name }) => name);
  const ordered = rootCauseFirst(views, first, snapshot);
  if (stack.status !== 'FAILED') return ordered;
  const asAWhole = resident && (resident.refused !== '' || hasFailedAsAWhole(resident.snapshot));
  const isOfResource = snapshot ? failed.length > 0 : views.length > 0;
  return asAWhole || !isOfResource
    ? [stackView(stack, stack.action, stack.statusReason), ...ordered]
    : ordered;
}

/** What made it go back: of what was to be tried again only where nothing else failed, and then its time was over, or a user cancelled it. */
function ofLeft(
  stack: StackRecord,
  { since, action, ended }: ListedRevision,
  rows: readonly FailureRecord[],
  snapshot: Snapshot | undefined,
): FailureView[] {
  const failed = rows.filter(({ revision }) => revision === since);
  const final = failed.filter(({ kind }) => kind !== 'transient');
  const told = final.length > 0 ? final : failed;
  const views = rootCauseFirst(
    told.map((row) => failureView(stack, row, snapshot)),
    [],
    snapshot,
  );
  if (final.length > 0) return views;
  const cause = `Stack ${action} ${ended === 'failed' ? 'timed out' : 'cancelled'}`;
  return [stackView(stack, action, cause), ...views];
}

/** The revision from which it rolled back. */
async function goalLeft(
  { listRevisions }: ListFailuresPorts,
  stack: StackRecord,
): Promise<ListedRevision | undefined> {
  if (stack.goalAction !== 'ROLLBACK') return undefined;
  const revisions = await listRevisions(stack.id);
  return revisions.find(({ number }) => number < stack.since);
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

function untriedView(stack: StackRecord, failed: FailedResource): FailureView {
  const { name, type, physicalId, action, attempt, cause, timeMs } = failed;
  return {
    resource: name,
    type,
    physicalId,
    path: `${stack.name}.${name}`,
    action,
    attempt,
    cause,
    output: [],
    time: timeMs > 0 ? new Date(timeMs) : (stack.updatedAt ?? stack.createdAt),
    retried: false,
  };
}

function stackView(stack: StackRecord, action: string, cause: string): FailureView {
  return {
    resource: stack.name,
    type: 'OS::Heat::Stack',
    physicalId: stack.id,
    path: stack.name,
    action,
    attempt: 0,
    cause,
    output: [],
    time: stack.updatedAt ?? stack.createdAt,
    retried: false,
  };
}

/** @param first names that come before all others, in their order */
function rootCauseFirst(
  views: readonly FailureView[],
  first: readonly string[],
  snapshot: Snapshot | undefined,
): FailureView[] {
  const byTime = views.toSorted((a, b) => a.time.getTime() - b.time.getTime());
  const byName = groupBy(byTime, ({ resource }) => resource);
  const requirements = (name: string) => requirementsOf(snapshot?.resources.get(name));
  const names = new Set([...first, ...requirementsFirst(byName.keys(), requirements)]);
  return [...names].flatMap((name) => byName.get(name) ?? []);
}
