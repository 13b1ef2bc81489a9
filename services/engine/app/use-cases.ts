/**
 * What the engine can be asked from outside, as plain values: REST translates to and from these and adds
 * nothing. Every method throws IsothermError. Times are Dates; Heat's spellings belong to the edge.
 */
import type { ParameterSummary } from '../../../lib/hot/values.js';
import type { ResourceTypeSchema } from '../../../lib/handler/contract.js';
import type { Json, JsonObject } from '../../../lib/json.js';

export interface UseCases {
  /** Answers once the goal is stored, before work starts. The same `idempotencyKey` again answers the first stack. */
  createStack(
    tenant: string,
    request: GoalRequest & { readonly name: string },
    options?: { readonly idempotencyKey?: string },
  ): Promise<StackIdentity>;
  /** `existing`: keep template, files, parameters and environment that the request leaves out (PATCH). */
  updateStack(
    tenant: string,
    stackId: string,
    request: GoalRequest,
    options: { readonly existing: boolean; readonly ifRevision?: number },
  ): Promise<{ readonly revision: number }>;
  deleteStack(tenant: string, stackId: string): Promise<void>;
  /** By id (deleted stacks too) or by name (live ones). Undefined: there is none of that tenant. */
  findStack(tenant: string, nameOrId: string): Promise<StackIdentity | undefined>;
  listStacks(tenant: string, query: StackQuery): Promise<readonly StackSummary[]>;
  showStack(
    tenant: string,
    stackId: string,
    options?: { readonly resolveOutputs?: boolean },
  ): Promise<StackView>;
  showTemplate(tenant: string, stackId: string): Promise<JsonObject | string>;
  listResources(tenant: string, stackId: string, query?: ResourceQuery): Promise<readonly ResourceView[]>;
  showResource(tenant: string, stackId: string, resource: string): Promise<ResourceView>;
  listEvents(tenant: string, stackId: string, query: EventQuery): Promise<readonly EventView[]>;
  showEvent(tenant: string, stackId: string, resource: string, eventId: string): Promise<EventView>;
  /** Events after `after` (a sequence number), then live ones as they are committed, in order, until aborted. */
  followEvents(tenant: string, stackId: string, after: number, signal: AbortSignal): AsyncIterable<EventView>;
  listOutputs(
    tenant: string,
    stackId: string,
  ): Promise<readonly { readonly name: string; readonly description: string }[]>;
  showOutput(tenant: string, stackId: string, output: string): Promise<OutputView>;
  validateTemplate(tenant: string, request: GoalRequest): Promise<ValidationView>;
  listResourceTypes(): Promise<readonly { readonly type: string; readonly description: string }[]>;
  showResourceType(type: string): Promise<ResourceTypeSchema>;
  /** For everything that is not converged (or the one resource): what it waits for. Empty: nothing to explain. */
  why(tenant: string, stackId: string, resource?: string): Promise<readonly WhyView[]>;
  /** The handler's log of a resource, oldest first. */
  listLogs(tenant: string, stackId: string, resource: string, limit: number): Promise<readonly LogView[]>;
}

/** What a user wants of a stack. `template`: text, or an object that was parsed from JSON. */
export interface GoalRequest {
  readonly template?: string | JsonObject;
  readonly parameters?: JsonObject;
  /** Environment text or object: `parameters` and `parameter_defaults` of it count. */
  readonly environment?: string | JsonObject;
  readonly files?: { readonly [name: string]: string };
  readonly disableRollback?: boolean;
  readonly timeoutMins?: number;
  readonly tags?: readonly string[];
  readonly clearParameters?: readonly string[];
}

export interface StackIdentity {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
}

export type StackAction = 'CREATE' | 'UPDATE' | 'DELETE' | 'CHECK';
export type StatusWord = 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
export type Convergence = 'converged' | 'converging' | 'repairing' | 'drifted' | 'stalled' | 'failed';

export interface StackSummary extends StackIdentity {
  readonly description: string;
  readonly action: StackAction;
  readonly status: StatusWord;
  readonly statusReason: string;
  readonly convergence: Convergence;
  /** The newest written revision. */
  readonly revision: number;
  readonly createdAt: Date;
  /** Of the newest update; null before the first. */
  readonly updatedAt: Date | null;
  readonly deletedAt: Date | null;
  readonly tags: readonly string[];
}

export interface StackView extends StackSummary {
  readonly parameters: readonly ParameterSummary[];
  readonly outputs: readonly OutputView[];
  readonly disableRollback: boolean;
  readonly timeoutMins: number | null;
}

export interface OutputView {
  readonly name: string;
  readonly description: string;
  /** Null while it cannot be resolved; `error` then says why. */
  readonly value: Json;
  readonly error?: string;
}

export interface StackQuery {
  readonly limit?: number;
  /** Stack id after which the page starts. */
  readonly marker?: string;
  readonly names?: readonly string[];
  readonly ids?: readonly string[];
  /** `CREATE_COMPLETE`, or a status word alone. */
  readonly statuses?: readonly string[];
  readonly tags?: readonly string[];
  readonly showDeleted?: boolean;
  readonly sortKeys?: readonly ('stack_name' | 'stack_status' | 'creation_time' | 'updated_time')[];
  readonly sortDir?: 'asc' | 'desc';
}

export type ResourceAction = 'INIT' | 'CREATE' | 'UPDATE' | 'DELETE' | 'CHECK';

export interface ResourceView {
  readonly name: string;
  readonly type: string;
  /** Empty while there is none. */
  readonly physicalId: string;
  readonly action: ResourceAction;
  readonly status: StatusWord;
  readonly statusReason: string;
  readonly requires: readonly string[];
  readonly requiredBy: readonly string[];
  readonly createdAt: Date | null;
  readonly updatedAt: Date | null;
  readonly description: string;
  readonly attributes: JsonObject;
  readonly metadata: Json;
  /** When its last step began and ended; null when not (yet). */
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

export interface ResourceQuery {
  readonly names?: readonly string[];
  readonly types?: readonly string[];
  readonly statuses?: readonly string[];
  readonly actions?: readonly string[];
  readonly physicalIds?: readonly string[];
}

export interface EventView {
  /** A UUID that contains the sequence number. */
  readonly id: string;
  /** Numbers the stack's events in commit order, from 1. */
  readonly sequence: number;
  readonly time: Date;
  /** The resource's name; the stack's own name for an event of the stack. */
  readonly resource: string;
  readonly type: string;
  readonly physicalId: string;
  readonly action: ResourceAction | StackAction;
  readonly status: StatusWord;
  readonly statusReason: string;
}

export interface EventQuery {
  readonly limit?: number;
  /** Event id after which the page starts. */
  readonly marker?: string;
  readonly sortDir?: 'asc' | 'desc';
  readonly resource?: string;
  readonly statuses?: readonly string[];
  readonly actions?: readonly string[];
  readonly types?: readonly string[];
}

export interface ValidationView {
  readonly description: string;
  readonly parameters: readonly ParameterSummary[];
}

export interface WhyView {
  readonly resource: string;
  readonly type: string;
  /** `wait`, `held`, `failed`, `drifted`, ... */
  readonly state: string;
  /** One sentence: what it waits for. */
  readonly reason: string;
  /** The resources it waits for, if any. */
  readonly on: readonly string[];
}

export interface LogView {
  readonly time: Date;
  readonly action: string;
  readonly line: string;
}
