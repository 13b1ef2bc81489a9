import type {
  FailureRow,
  InstanceRow,
  JobRow,
  SnapshotRow,
  StackRow,
  StoredRevision,
} from '../../services/engine/app/store-port.js';
import type { SnapshotRecord } from '../../services/engine/store/snapshots.js';
import type { NewRevision, WrittenGoal } from '../../services/engine/store/revisions.js';
import type { StackRecord } from '../../services/engine/store/stacks.js';
import type { Json } from '../../lib/json.js';
import { TENANT } from './asks.js';
import { shardOf } from './sim-shards.js';
import type { WantedStack } from './wanted.js';

export type SimRevision = NewRevision & {
  /** When it was written, in ms since the epoch. */
  readonly createdMs: number;
};

export interface SimSnapshot {
  readonly id: string;
  readonly name: string;
  /** The revision that took it. */
  readonly revision: number;
  status: 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
}

/** The rows of one stack. */
export interface SimStack {
  readonly id: string;
  readonly name: string;
  row: StackRow | undefined;
  isProtected: boolean;
  readonly revisions: SimRevision[];
  readonly instances: Map<number, InstanceRow>;
  readonly jobs: Map<number, JobRow>;
  readonly failures: FailureRow[];
  readonly snapshots: SimSnapshot[];
  readonly kept: SnapshotRow[];
}

export function newStack(id: string, name: string): SimStack {
  return {
    id, name, row: undefined, isProtected: false, revisions: [], instances: new Map(), jobs: new Map(), failures: [],
    snapshots: [], kept: [],
  }; // prettier-ignore
}

/** Marks what was sealed, so that a text that was not opened again is noticed. */
export const seal = {
  seal: (text: string) => `sealed:${text}`,
  open: (text: string) => (text.startsWith('sealed:') ? text.slice(7) : text),
  digest: (text: string) => text,
};

export function newestOf({ revisions }: SimStack): SimRevision {
  return revisions.at(-1) as SimRevision;
}

/** The revision that brought the goal of that one. */
export function baseOf(stack: SimStack, { number, goal }: SimRevision): number {
  return typeof goal === 'number' && stack.revisions[goal - 1] ? goal : number;
}

export function goalOf(stack: SimStack, revision: SimRevision): WrittenGoal {
  const { goal } = stack.revisions[baseOf(stack, revision) - 1] as SimRevision;
  return goal as WrittenGoal;
}

/** What a user wrote; nothing for the empty goal. */
export function wantedOf(stack: SimStack, revision: SimRevision): WantedStack {
  const [template] = goalOf(stack, revision).blobs;
  return template ? (JSON.parse(seal.open(template.content)) as WantedStack) : {};
}

export function stackRecord(stack: SimStack): StackRecord {
  const newest = newestOf(stack);
  const row = stack.row ?? firstRow(stack.id);
  const isSeen = newest.asked <= row.seen;
  return {
    id: stack.id,
    name: stack.name,
    tenant: TENANT,
    shard: shardOf(stack.id),
    description: '',
    action: isSeen ? row.action : newest.action,
    status: isSeen ? row.status : 'IN_PROGRESS',
    statusReason: row.reason,
    convergence: isSeen ? row.convergence : 'converging',
    revision: newest.number,
    createdAt: new Date(0),
    updatedAt: null,
    deletedAt: row.deleted ? new Date(0) : null,
    tags: [],
    username: null,
    disableRollback: newest.disableRollback,
    timeoutMins: newest.timeoutMins,
    protected: stack.isProtected,
    seen: row.seen,
    completed: row.completed,
    base: baseOf(stack, newest),
    since: newest.since,
    asked: newest.asked,
    goalAction: newest.action,
    modes: newest.modes,
  };
}

/** A stack that no engine has seen yet. */
export function firstRow(id: string): StackRow {
  return {
    id, shard: shardOf(id), seen: 0, completed: 0, ordinal: 1, event: 0, action: 'CREATE', status: 'IN_PROGRESS', reason: '',
    convergence: 'converging', deleted: false,
  }; // prettier-ignore
}

/** As the loop reads it. */
export function storedRevision(stack: SimStack, number: number): StoredRevision {
  const revision = stack.revisions[number - 1] as SimRevision;
  const { action, since, asked, modes } = revision;
  const timeoutMins = newestOf(stack).timeoutMins ?? 0;
  const asking = stack.revisions[asked - 1] as SimRevision;
  return {
    stackId: stack.id,
    stackName: stack.name,
    tenant: TENANT,
    shard: shardOf(stack.id),
    number,
    since,
    written: (stack.revisions[since - 1] as SimRevision).action,
    asked,
    action,
    modes: {
      ...modes,
      requests: modes.requests.map((request) =>
        request.verb === 'restore'
          ? { ...request, argument: keptData(stack, Number(request.argument)) }
          : request,
      ),
    },
    deadlineMs: timeoutMins > 0 ? asking.createdMs + timeoutMins * 60_000 : 0,
    traceParent: '',
    goalText: seal.open(goalOf(stack, revision).text),
  };
}

function keptData({ kept }: SimStack, revision: number): string {
  const texts = kept
    .filter((row) => row.revision === revision)
    .map(({ name, data }) => [name, seal.open(data)] as const)
    .filter(([, text]) => text !== '');
  return JSON.stringify(Object.fromEntries(texts.map(([name, text]) => [name, JSON.parse(text) as Json])));
}

/** A snapshot has come to its end with the action that took it. */
export function endSnapshot({ snapshots, revisions }: SimStack, { seen, action, status }: StackRow): void {
  if (action !== 'SNAPSHOT') return;
  const taken = snapshots.find(({ revision }) => revision === revisions[seen - 1]?.asked);
  if (taken?.status === 'IN_PROGRESS') taken.status = status;
}

/** Newest first. One that did not come to its end before something else was asked has failed. */
export function snapshotRecords(stack: SimStack): SnapshotRecord[] {
  return stack.snapshots.toReversed().map(({ id, name, revision, status }) => {
    const isLeft = status === 'IN_PROGRESS' && newestOf(stack).asked > revision;
    return {
      id,
      name,
      revision,
      status: isLeft ? 'FAILED' : status,
      statusReason: '',
      createdAt: new Date(0),
    };
  });
}
