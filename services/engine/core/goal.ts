import type { Expression, GoalResource } from '../../../lib/hot/values.js';

/** What a stack shall be: the newest revision of it, as written by a user. */
export interface Goal {
  /** Numbers the revisions of a stack from 1. */
  readonly revision: number;
  readonly action: GoalAction;
  readonly resources: readonly GoalResource[];
  /** What users asked for beside the template, numbered; an instance records the last number done. */
  readonly requests: readonly Request[];
}

export type GoalAction = 'CREATE' | 'UPDATE' | 'DELETE';

/** A numbered request of a user: level, not edge, so a lost message loses nothing. */
export interface Request {
  readonly number: number;
  readonly verb: 'adopt' | 'check' | 'suspend' | 'resume' | 'snapshot' | 'restore' | 'signal';
  /** The resource it is for; empty: the whole stack. */
  readonly resource: string;
}

/** True when the expression refers to no resource, so that its value is known with the goal alone. */
export function isLiteral(expression: Expression): expression is { lit: never } {
  return 'lit' in expression;
}
