import type { JsonObject } from '../../../../lib/json.js';
import type { EarlierGoalOptions } from './history.js';
import type { StatusWord } from './use-cases.js';

/** Snapshots of stacks, as Heat has them. */
export interface Snapshots {
  takeSnapshot(tenant: string, stackId: string, name: string): Promise<SnapshotView>;
  listSnapshots(tenant: string, stackId: string): Promise<readonly SnapshotView[]>;
  showSnapshot(tenant: string, stackId: string, snapshotId: string): Promise<SnapshotView>;
  deleteSnapshot(tenant: string, stackId: string, snapshotId: string): Promise<void>;
  /** @throws IsothermError `plan.changed`; `template.invalid` when its goal has a hidden type */
  restoreSnapshot(
    tenant: string,
    stackId: string,
    snapshotId: string,
    options?: EarlierGoalOptions,
  ): Promise<void>;
  /**
   * Brings back into one resource what a snapshot kept of a resource of that name and type; the goal stays.
   * @param snapshotId of any stack of the tenant; undefined: the stack's newest that kept something of it
   */
  restoreResource(
    tenant: string,
    stackId: string,
    resource: string,
    snapshotId: string | undefined,
  ): Promise<void>;
}

export interface SnapshotView {
  readonly id: string;
  readonly name: string;
  readonly status: StatusWord;
  readonly statusReason: string;
  readonly createdAt: Date;
  /** Heat's `data`: the template and the resources as they were. */
  readonly data: JsonObject;
}
