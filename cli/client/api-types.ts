import type { Json } from '../../lib/json.js';

/** What the API answers, as far as the command line reads it; Heat's names. */
export interface StackSummary {
  readonly id: string;
  readonly stack_name: string;
  /** Such as `CREATE_COMPLETE`. */
  readonly stack_status: string;
  readonly stack_status_reason: string;
  readonly description: string;
  readonly creation_time: string;
  readonly updated_time: string | null;
  readonly deletion_time: string | null;
  readonly tags: readonly string[] | null;
  readonly convergence: string;
  readonly revision: number;
}

export interface Stack extends StackSummary {
  readonly parameters: Readonly<Record<string, string>>;
  readonly disable_rollback: boolean;
  readonly timeout_mins: number | null;
  readonly drift_policy: string;
  readonly paused: boolean;
  readonly protected: boolean;
  readonly skipped: readonly string[];
  readonly outputs?: readonly Output[];
}

export interface Output {
  readonly output_key: string;
  readonly description: string;
  readonly output_value?: Json;
  readonly output_error?: string;
}

export interface Resource {
  readonly resource_name: string;
  readonly resource_type: string;
  readonly physical_resource_id: string;
  readonly resource_status: string;
  readonly resource_status_reason: string;
  readonly requires: readonly string[];
  readonly started_time: string | null;
  readonly ended_time: string | null;
  /** The hook that holds it now. */
  readonly held_by_hook: string | null;
}

export interface ResourceDetail extends Resource {
  readonly description: string;
  readonly attributes: Readonly<Record<string, Json>>;
}

export interface StackEvent {
  readonly id: string;
  readonly sequence: number;
  readonly event_time: string;
  readonly resource_name: string;
  readonly resource_type?: string;
  readonly physical_resource_id: string | null;
  readonly resource_status: string;
  readonly resource_status_reason: string;
}

/** What failed, the root cause first. */
export interface Failure {
  readonly resource_name: string;
  readonly resource_type: string;
  readonly physical_resource_id: string;
  /** From the stack to the resource: `shop.db`. */
  readonly path: string;
  readonly action: string;
  /** The tries that failed so far. */
  readonly attempt: number;
  readonly cause: string;
  /** The last lines of the handler's log. */
  readonly output: readonly string[];
  readonly time: string;
  /** It will be tried again by itself. */
  readonly retried: boolean;
}

/** A real thing that a forced delete may leave behind. */
export interface LeftBehind {
  readonly resource_name: string;
  readonly resource_type: string;
  readonly physical_resource_id: string;
  readonly reason: string;
}

export interface Why {
  readonly resource_name: string;
  readonly resource_type: string;
  readonly state: string;
  readonly reason: string;
  readonly waits_for: readonly string[];
}

export interface LogLine {
  readonly time: string;
  readonly action: string;
  readonly line: string;
}

export interface ResourceType {
  readonly resource_type: string;
  readonly description?: string;
  readonly properties: Readonly<Record<string, TypeProperty>>;
  readonly attributes: Readonly<Record<string, { readonly type: string; readonly description: string }>>;
}

export interface TypeProperty {
  readonly type: string;
  readonly required: boolean;
  readonly update_allowed: boolean;
  readonly description?: string;
  readonly default?: Json;
}

export interface Validation {
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, Readonly<Record<string, Json>>>>;
}

/** The body of a create or update. */
export interface GoalBody {
  readonly template?: string;
  /** Names of `files`. */
  readonly environment_files?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly clear_parameters?: readonly string[];
  readonly tags?: string;
  readonly timeout_mins?: number;
  readonly disable_rollback?: boolean;
  readonly drift_policy?: string;
  /** Physical ids of existing things, by resource. */
  readonly imports?: Readonly<Record<string, string>>;
  /** The document of an abandoned stack. */
  readonly adopt_stack_data?: string;
}
