import { randomUUID } from 'node:crypto';
import { IsothermError } from '../../lib/errors.js';
import type { JsonObject } from '../../lib/json.js';
import type { Snapshots, SnapshotView } from '../../services/engine/app/use-cases/snapshots.js';
import { abandonDocument } from './memory-adoption.js';
import type { MemoryPlans } from './memory-plans.js';
import type { MemoryRevision } from './memory-revision.js';
import type { MemoryStack } from './memory-stack.js';
import { attempt, type MemoryStacks } from './memory-stacks.js';

interface Taken {
  readonly id: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly stack: MemoryStack;
  readonly revision: MemoryRevision;
  readonly data: JsonObject;
}

export class MemorySnapshots implements Snapshots {
  private readonly taken: Taken[] = [];

  constructor(
    private readonly stacks: MemoryStacks,
    private readonly plans: () => MemoryPlans,
  ) {}

  takeSnapshot(tenant: string, stackId: string, name: string): Promise<SnapshotView> {
    return attempt(() => {
      const stack = this.stacks.getLive(tenant, stackId);
      if (stack.status === 'IN_PROGRESS') {
        throw new IsothermError(
          'stack.busy',
          `Stack ${stack.identity.name} already has an action (${stack.action}) in progress.`,
        );
      }
      const data = { ...abandonDocument(stack) };
      stack.ask('SNAPSHOT', `snapshot ${name}`);
      const snapshot = {
        id: randomUUID(),
        name,
        createdAt: this.stacks.now(),
        stack,
        revision: stack.current,
        data,
      };
      this.taken.push(snapshot);
      this.stacks.goOn(stack);
      return snapshotView(snapshot);
    });
  }

  listSnapshots(tenant: string, stackId: string): Promise<readonly SnapshotView[]> {
    return attempt(() => {
      const stack = this.stacks.get(tenant, stackId);
      return this.taken.filter((each) => each.stack === stack).map(snapshotView);
    });
  }

  showSnapshot(tenant: string, stackId: string, snapshotId: string): Promise<SnapshotView> {
    return attempt(() => snapshotView(this.find(tenant, stackId, snapshotId)));
  }

  deleteSnapshot(tenant: string, stackId: string, snapshotId: string): Promise<void> {
    return attempt(() => {
      this.taken.splice(this.taken.indexOf(this.find(tenant, stackId, snapshotId)), 1);
    });
  }

  /** @throws IsothermError `snapshot.not-found` */
  takenUnder(tenant: string, stackId: string, snapshotId: string): MemoryRevision {
    return this.find(tenant, stackId, snapshotId).revision;
  }

  restoreSnapshot(
    tenant: string,
    stackId: string,
    snapshotId: string,
    { plan }: { readonly plan?: string } = {},
  ): Promise<void> {
    return attempt(() => {
      const { stack, revision, name } = this.find(tenant, stackId, snapshotId);
      if (plan !== undefined) this.plans().demand(plan, this.plans().planAgain(stack, revision));
      const { request, compiled, base } = revision;
      stack.put({ action: 'RESTORE', request, compiled, asked: `restore ${name}`, base });
      this.stacks.goOn(stack);
    });
  }

  restoreResource(
    tenant: string,
    stackId: string,
    resource: string,
    snapshotId: string | undefined,
  ): Promise<void> {
    return attempt(() => {
      const stack = this.stacks.getLive(tenant, stackId);
      const kept = this.taken.findLast(
        ({ id, stack: of }) => (snapshotId === undefined && of === stack) || id === snapshotId,
      );
      if (!kept)
        throw new IsothermError(
          'snapshot.not-found',
          `The Snapshot (${String(snapshotId)}) could not be found.`,
        );
      stack.ask('RESTORE', `restore ${resource} from ${kept.id}`);
      this.stacks.goOn(stack);
    });
  }

  private find(tenant: string, stackId: string, snapshotId: string): Taken {
    const stack = this.stacks.get(tenant, stackId);
    const found = this.taken.find((each) => each.stack === stack && each.id === snapshotId);
    if (found) return found;
    throw new IsothermError(
      'snapshot.not-found',
      `The Snapshot (${snapshotId}) for Stack (${stack.identity.name}) could not be found.`,
    );
  }
}

function snapshotView({ id, name, createdAt, revision, data }: Taken): SnapshotView {
  const isTaken = revision.state !== 'in progress';
  return {
    id,
    name,
    status: isTaken ? 'COMPLETE' : 'IN_PROGRESS',
    statusReason: isTaken ? 'Stack SNAPSHOT completed successfully' : '',
    createdAt,
    data: isTaken ? data : {},
  };
}
