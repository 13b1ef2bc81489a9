import type { Json, JsonObject } from '../../../../lib/json.js';
import type { ParameterSummary } from '../../../../lib/hot/values.js';
import type { GoalRequest, StackAction } from './use-cases.js';

/** The revisions of a stack: every goal it had. */
export interface History {
  /** Newest first. */
  listRevisions(tenant: string, stackId: string): Promise<readonly RevisionView[]>;
  showRevision(tenant: string, stackId: string, number: number): Promise<RevisionDetail>;
  diffRevisions(tenant: string, stackId: string, from: number, to: number): Promise<RevisionDiff>;
  /**
   * Makes the goal of an old revision the goal again.
   * @throws IsothermError `plan.changed`; `template.invalid` when it has a hidden type
   */
  applyRevision(
    tenant: string,
    stackId: string,
    number: number,
    options?: EarlierGoalOptions,
  ): Promise<{ readonly revision: number }>;
}

/** Of the wish for an earlier goal. */
export interface EarlierGoalOptions extends Pick<GoalRequest, 'hiddenTypes'> {
  /** Hash of the plan that it has to do. */
  readonly plan?: string;
}

export interface RevisionView {
  readonly number: number;
  readonly action: StackAction;
  /** What was asked: `create`, `update`, `retry`, `rollback to 3`, `check`, `pause`, ... */
  readonly asked: string;
  /** The revision whose template it has. */
  readonly base: number;
  readonly createdAt: Date;
  /** The newest that was reached is `current`. */
  readonly state: 'reached' | 'current' | 'superseded' | 'failed' | 'in progress';
  readonly resources: number;
}

export interface RevisionDetail extends RevisionView {
  readonly template: JsonObject | string;
  readonly parameters: readonly ParameterSummary[];
  readonly files: readonly string[];
}

/** How two goals differ: resources with their properties as they are written, references included. */
export interface RevisionDiff {
  readonly from: number;
  readonly to: number;
  readonly resources: readonly {
    readonly resource: string;
    readonly change: 'added' | 'removed' | 'changed';
    readonly properties: readonly { readonly name: string; readonly before?: Json; readonly after?: Json }[];
  }[];
  readonly parameters: readonly { readonly name: string; readonly before?: Json; readonly after?: Json }[];
}
