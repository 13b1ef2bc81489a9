import type { DriftPolicy } from '../../../lib/drift-policy.js';
import type { Hook } from '../../../lib/hot/environment/hooks.js';
import type { Expression, GoalResource } from '../../../lib/hot/values.js';

/** What a stack shall be: the newest revision of it, as written by a user, or by the engine to roll back. */
export interface Goal {
  /** Numbers the revisions of a stack from 1: whatever is asked of a stack is a revision, a new template or a mere check. */
  readonly revision: number;
  /** The revision that wrote these resources as the goal: this one, or an earlier one when this one asks for something else. */
  readonly since: number;
  /** The action of that revision, whatever was asked of the goal since: what holds and what is forbidden follows it. */
  readonly written: GoalAction;
  /** The revision that `action` comes from; later ones only changed modes (a pause says nothing of its own). */
  readonly asked: number;
  readonly action: GoalAction;
  readonly resources: readonly GoalResource[];
  readonly modes: Modes;
}

/** What a stack's status speaks of. */
export type GoalAction =
  | 'CREATE' | 'ADOPT' | 'UPDATE' | 'ROLLBACK' | 'DELETE' | 'SUSPEND' | 'RESUME' | 'CHECK' | 'SNAPSHOT' | 'RESTORE'; // prettier-ignore

/** What applies beside the template. It is stored with each revision, and carried on to the next where not said otherwise. */
export interface Modes {
  /** A failure makes the goal the last revision that completed, or the empty one. */
  readonly rollback: boolean;
  /** Every resource shall be suspended; nothing is watched meanwhile. */
  readonly suspended: boolean;
  /** Maintenance: looks go on, nothing is touched. */
  readonly paused: boolean;
  /** Cancelled: it stays as it stands until a new goal comes. */
  readonly halted: boolean;
  /** What goes is forgotten, not deleted. */
  readonly abandoned: boolean;
  /** What cannot be deleted is given up, and left behind. */
  readonly forced: boolean;
  /** The stack's drift policy; null: the engine's. */
  readonly drift: DriftPolicy | null;
  /** Resources that count as done, however they are. */
  readonly skipped: readonly string[];
  /** Hooks that somebody has cleared under this goal: they hold nothing any more. */
  readonly cleared: readonly ClearedHook[];
  readonly requests: readonly Request[];
}

export interface ClearedHook {
  readonly resource: string;
  readonly hook: Hook;
}

/** A numbered request of a user: level, not edge, so a lost message loses nothing. An instance records the last one done (R16). */
export interface Request {
  /** The revision that asked for it. */
  readonly number: number;
  /**
   * `check`, `snapshot` and `restore` are done by a job in the order of the requirements. The others are marks: done in the
   * moment in which the loop sees them. `import`: the thing named by `argument` is the resource's. `unhealthy`: it counts as
   * broken, because of `argument`; `healthy` takes that back. `forget`: what no goal wants of it any more is left behind.
   */
  readonly verb: 'check' | 'snapshot' | 'restore' | 'import' | 'unhealthy' | 'healthy' | 'forget';
  /** The resource it is for; empty: the whole stack. */
  readonly resource: string;
  /** For `restore` JSON text: what each resource's snapshot kept, by name. */
  readonly argument: string;
  /** For an `import`: JSON text of what is known of a value that lives in the engine. Sealed where it is stored. */
  readonly data?: string;
}

export const NO_MODES: Modes = {
  rollback: false,
  suspended: false,
  paused: false,
  halted: false,
  abandoned: false,
  forced: false,
  drift: null,
  skipped: [],
  cleared: [],
  requests: [],
};

/** The actions that write resources as the goal; the others ask something of a goal that is there. */
export function writesGoal(action: GoalAction): boolean {
  return !ASKING.has(action);
}

const ASKING: ReadonlySet<GoalAction> = new Set(['SUSPEND', 'RESUME', 'CHECK', 'SNAPSHOT']);

/** True when the expression refers to no resource, so that its value is known with the goal alone. */
export function isLiteral(expression: Expression): expression is { lit: never } {
  return 'lit' in expression;
}
