import type { PlannedResource } from '../../core/plan/planned.js';
import type { GoalRequest } from './use-cases.js';

/** What a goal would do, before it is one. */
export interface Plans {
  /** What a create would do. */
  planCreate(tenant: string, request: GoalRequest & { readonly name: string }): Promise<PlanView>;
  /** What an update would do, drift included, computed on the stack as it stands now. */
  planUpdate(
    tenant: string,
    stackId: string,
    request: GoalRequest,
    options: { readonly existing: boolean },
  ): Promise<PlanView>;
  /** What applying an old revision would do. */
  planApply(
    tenant: string,
    stackId: string,
    revision: number,
    options?: Pick<GoalRequest, 'hiddenTypes'>,
  ): Promise<PlanView>;
  /** What restoring a snapshot would do, but for what it brings back into things. */
  planRestore(
    tenant: string,
    stackId: string,
    snapshotId: string,
    options?: Pick<GoalRequest, 'hiddenTypes'>,
  ): Promise<PlanView>;
}

export interface PlanView {
  /** Equal for equal plans of the same stack in the same state. */
  readonly hash: string;
  /** The stack's revision when it was planned; 0 for a create. */
  readonly revision: number;
  /** In the order in which they would be done. */
  readonly resources: readonly PlannedResource[];
}

export type { PlannedAction, PlannedProperty, PlannedResource } from '../../core/plan/planned.js';
