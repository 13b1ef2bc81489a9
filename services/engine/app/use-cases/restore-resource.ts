import { IsothermError } from '../../../../lib/errors.js';
import type { Request } from '../../core/goal.js';
import type { NewRevision } from '../../store/revisions.js';
import type { SnapshotRecord, SnapshotResource } from '../../store/snapshots.js';
import type { StackRecord } from '../../store/stacks.js';
import { modesOfAsking } from './carry-modes.js';
import { refuseBusy } from './engine-requests.js';
import type { KeyedSeal } from './kept-request.js';
import { noSnapshot } from './not-found.js';
import { refuseGoal } from './put-goal.js';
import { carriedOn } from './write-revision.js';

export interface FindKeptPorts {
  /** Of any stack of the tenant, be it deleted. */
  readonly findSnapshot: (
    tenant: string,
    id: string,
  ) => Promise<(SnapshotRecord & { readonly stack: string }) | undefined>;
  readonly listSnapshots: (stackId: string) => Promise<readonly SnapshotRecord[]>;
  readonly loadSnapshotResources: (stackId: string, revision: number) => Promise<readonly SnapshotResource[]>;
  readonly seal: KeyedSeal;
}

/** A snapshot that kept something of the resource. */
interface Source {
  readonly snapshot: SnapshotRecord;
  /** The stack that it is of. */
  readonly stack: string;
}

/**
 * @param resource its type is not known while the stack is not in memory
 * @throws IsothermError `snapshot.not-found`, or `request.unsupported` where that one keeps nothing for it
 */
export async function findKept(
  ports: FindKeptPorts,
  stack: StackRecord,
  resource: { readonly name: string; readonly type: string | undefined },
  snapshotId: string | undefined,
): Promise<Source> {
  if (snapshotId === undefined) {
    for (const snapshot of await ports.listSnapshots(stack.id)) {
      const source = { snapshot, stack: stack.id };
      if (snapshot.status === 'COMPLETE' && (await whyNot(ports, source, resource)) === '') return source;
    }
    throw new IsothermError(
      'snapshot.not-found',
      `No snapshot of Stack ${stack.name} kept anything of a resource ${resource.name}: name one of another stack by its id.`,
    );
  }
  const found = await ports.findSnapshot(stack.tenant, snapshotId);
  if (found?.status !== 'COMPLETE') throw noSnapshot(snapshotId);
  const source = { snapshot: found, stack: found.stack };
  const why = await whyNot(ports, source, resource);
  if (why === '') return source;
  throw new IsothermError('request.unsupported', `Snapshot ${snapshotId} ${why}: take another one.`);
}

/** Empty: it keeps something that the resource can take. */
async function whyNot(
  ports: FindKeptPorts,
  { snapshot, stack }: Source,
  { name, type }: { readonly name: string; readonly type: string | undefined },
): Promise<string> {
  const rows = await ports.loadSnapshotResources(stack, snapshot.revision);
  const kept = rows.filter((row) => row.name === name && ports.seal.open(row.data) !== '');
  if (kept.length === 0) return `keeps nothing of a resource ${name}`;
  if (type === undefined || kept.some((row) => row.type === type)) return '';
  return `keeps a ${kept[0]?.type ?? ''} as ${name}, which is a ${type} now`;
}

/** The revision that asks for it. The goal stays, so what was not reached of it is to be reached first. */
export function restoringOne(stack: StackRecord, resource: string, source: Source): NewRevision {
  refuseGoal(stack, 'Restoring a resource of');
  refuseBusy(stack);
  const { name, action, status, since, completed } = stack;
  if (completed < since)
    throw new IsothermError(
      'request.unsupported',
      `Restoring a resource of Stack ${name} when it is ${action}_${status} is not supported: update it until it is complete.`,
    );
  const asked = stack.revision + 1;
  const { snapshot } = source;
  const from = source.stack === stack.id ? '' : ` ${source.stack}`;
  const argument = `${String(snapshot.revision)}${from}`;
  const request: Request = { number: asked, verb: 'restore', resource, argument };
  return {
    ...carriedOn(stack),
    action: 'RESTORE',
    asked,
    askedFor: `restore ${resource} from ${snapshot.id}`,
    modes: modesOfAsking(stack, {}, [request]),
  };
}
