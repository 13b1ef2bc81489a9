import type { CompiledTemplate } from '../../lib/hot/values.js';
import type { GoalRequest, StackAction } from '../../services/engine/app/use-cases/use-cases.js';

/** A goal of the memory engine, with what was asked for. */
export interface MemoryRevision {
  readonly number: number;
  readonly action: StackAction;
  readonly asked: string;
  readonly base: number;
  readonly createdAt: Date;
  readonly request: GoalRequest;
  readonly compiled: CompiledTemplate;
  state: 'reached' | 'superseded' | 'failed' | 'in progress';
}

/** What applies beside the template. */
export interface MemoryModes {
  paused: boolean;
  protected: boolean;
  forced: boolean;
  readonly skipped: Set<string>;
}
