import { IsothermError } from '../../../../lib/errors.js';
import type { Request } from '../../core/goal.js';
import type { ListedRevision } from '../../store/list-revisions.js';
import { DELETION_POLICY, type SnapshotRecord } from '../../store/snapshots.js';
import type { StackRecord } from '../../store/stacks.js';
import { noRevision, noSnapshot } from './not-found.js';
import { nextGoal, refuseGoal, unlessHidden, type PreparedGoal, type PutGoalPorts } from './put-goal.js';

export interface EarlierGoalPorts extends PutGoalPorts {
  readonly listRevisions: (stackId: string) => Promise<readonly ListedRevision[]>;
  readonly listSnapshots: (stackId: string) => Promise<readonly SnapshotRecord[]>;
}

/**
 * The goal of an old revision as the next one. It was compiled once, and is not compiled again.
 * @throws IsothermError `revision.not-found`; `template.invalid` when it has a hidden type
 */
export async function prepareApply(
  ports: EarlierGoalPorts,
  stack: StackRecord,
  number: number,
  hiddenTypes: readonly string[] = [],
): Promise<PreparedGoal> {
  const { base } = await revisionOf(ports, stack, number);
  refuseGoal(stack, 'Updating');
  const revision = {
    ...nextGoal(stack),
    action: 'UPDATE',
    askedFor: `apply ${String(number)}`,
    goal: base,
  } as const;
  return unlessHidden({ revision, goalText: goalText(ports, stack, base) }, hiddenTypes);
}

/** The goal under which a snapshot was taken as the next one, with the request to bring back what was kept. */
export async function prepareRestore(
  ports: EarlierGoalPorts,
  stack: StackRecord,
  snapshot: SnapshotRecord,
  hiddenTypes: readonly string[] = [],
): Promise<PreparedGoal> {
  refuseUnusable(stack, snapshot);
  const { base } = await revisionOf(ports, stack, snapshot.revision);
  refuseGoal(stack, 'Restoring');
  const { modes, number, ...rest } = nextGoal(stack);
  const argument = String(snapshot.revision);
  const restore: Request = { number, verb: 'restore', resource: '', argument };
  const revision = {
    ...rest,
    number,
    action: 'RESTORE',
    askedFor: `restore ${snapshot.name || snapshot.id}`,
    modes: { ...modes, requests: [...modes.requests, restore] },
    goal: base,
  } as const;
  return unlessHidden({ revision, goalText: goalText(ports, stack, base) }, hiddenTypes);
}

/** @throws IsothermError `snapshot.not-found` */
export async function snapshotOf(
  { listSnapshots }: Pick<EarlierGoalPorts, 'listSnapshots'>,
  stack: StackRecord,
  id: string,
): Promise<SnapshotRecord> {
  const found = (await listSnapshots(stack.id)).find((snapshot) => snapshot.id === id);
  if (!found) throw noSnapshot(id);
  return found;
}

function refuseUnusable(stack: StackRecord, { id, name, status }: SnapshotRecord): void {
  if (status !== 'COMPLETE')
    throw new IsothermError(
      'request.unsupported',
      `Restoring snapshot ${name || id} when it is ${status} is not supported.`,
    );
  if (name === DELETION_POLICY)
    throw new IsothermError(
      'request.unsupported',
      `Snapshot ${id} is what deletion policies kept of things that went, not a state of Stack ${stack.name}: bring it back into a resource of the same name (isotherm resource restore).`,
    );
}

async function revisionOf(
  { listRevisions }: EarlierGoalPorts,
  stack: StackRecord,
  number: number,
): Promise<ListedRevision> {
  const found = (await listRevisions(stack.id)).find((revision) => revision.number === number);
  if (!found) throw noRevision(stack, number);
  return found;
}

function goalText(
  { seal, loadGoalText }: PutGoalPorts,
  { id }: StackRecord,
  base: number,
): () => Promise<string> {
  return async () => seal.open((await loadGoalText(id, base)) ?? '');
}
