/**
 * What the engine can be asked from outside, as plain values: REST translates to and from these and adds
 * nothing. Every method throws IsothermError. Times are Dates; Heat's spellings belong to the edge.
 */
import type { ParameterGroup, ParameterSummary } from '../../../../lib/hot/values.js';
import type { ResourceTypeSchema } from '../../../../lib/handler/contract.js';
import type { DriftPolicy } from '../../../../lib/drift-policy.js';
import type { Json, JsonObject } from '../../../../lib/json.js';
import type { AbandonDocument } from './abandon-document.js';
import type { Drift } from './drift.js';
import type { History } from './history.js';
import type { Nodes } from './nodes.js';
import type { Plans } from './plans.js';
import type { Requests } from './requests.js';
import type { Services } from './services.js';
import type { Snapshots } from './snapshots.js';
import type { Software } from './software.js';
import type { StackQuery } from './stack-query.js';
import type { InstanceAction } from '../../core/instance.js';
import type { GoalAction } from '../../core/goal.js';
import type { Status } from '../../core/status.js';

export interface UseCases {
  /** Answers once the goal is stored, before work starts. The same `idempotencyKey` again answers the first stack. */
  createStack(
    tenant: string,
    request: GoalRequest & { readonly name: string },
    options?: CreateOptions,
  ): Promise<StackIdentity>;
  /**
   * `existing`: keep template, files, parameters and environment that the request leaves out (PATCH). With an empty request that
   * is a new try from where the stack stands.
   */
  updateStack(
    tenant: string,
    stackId: string,
    request: GoalRequest,
    options: UpdateOptions,
  ): Promise<{ readonly revision: number }>;
  /** `force`: what cannot be deleted is left behind; `leftBehind` tells beforehand what that may be. */
  deleteStack(tenant: string, stackId: string, options?: { readonly force?: boolean }): Promise<void>;
  /** Things that exist and that a forced delete may leave behind. */
  leftBehind(tenant: string, stackId: string): Promise<readonly ThingView[]>;
  /** What failed under the present goal, the root cause first. */
  listFailures(tenant: string, stackId: string): Promise<readonly FailureView[]>;
  /** The document with which `createStack` adopts the stack's things elsewhere. */
  exportStack(tenant: string, stackId: string): Promise<AbandonDocument>;
  /** As `exportStack`; then the stack is forgotten, and its things stay. */
  abandonStack(tenant: string, stackId: string): Promise<AbandonDocument>;
  readonly plans: Plans;
  readonly requests: Requests;
  readonly drift: Drift;
  readonly history: History;
  readonly snapshots: Snapshots;
  readonly services: Services;
  readonly nodes: Nodes;
  readonly software: Software;
  /** By id (deleted stacks too) or by name (live ones). Undefined: there is none of that tenant. */
  findStack(tenant: string, nameOrId: string): Promise<StackIdentity | undefined>;
  listStacks(tenant: string, query: StackQuery): Promise<readonly StackSummary[]>;
  /** How many there are of them on all pages. */
  countStacks(tenant: string, query: StackQuery): Promise<number>;
  /** Each as `showStack` without outputs shows it. */
  detailStacks(tenant: string, query: StackQuery): Promise<readonly StackView[]>;
  showStack(
    tenant: string,
    stackId: string,
    options?: { readonly resolveOutputs?: boolean },
  ): Promise<StackView>;
  showTemplate(tenant: string, stackId: string): Promise<JsonObject | string>;
  /** The environment in force, as one document; hidden parameters as `******`. The operator's is not in it. */
  showEnvironment(tenant: string, stackId: string): Promise<JsonObject>;
  /** The files that came with the goal, environments among them, by name; hidden values in them as `******`. */
  showFiles(tenant: string, stackId: string): Promise<{ readonly [name: string]: string }>;
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
  readonly environment?: string | JsonObject;
  /** Names of `files` that are environments, merged in this order; then `environment` does not count. */
  readonly environmentFiles?: readonly string[];
  readonly files?: { readonly [name: string]: string };
  readonly disableRollback?: boolean;
  readonly timeoutMins?: number;
  readonly tags?: readonly string[];
  readonly clearParameters?: readonly string[];
  /** The stack's drift policy. */
  readonly drift?: DriftPolicy;
  /** Physical ids of existing things that resources of the template shall take over, by resource. */
  readonly imports?: { readonly [resource: string]: string };
  /** Types that whoever asks may not use: as if there were none of these names. */
  readonly hiddenTypes?: readonly string[];
}

export interface CreateOptions {
  /** Of the user who asks; null, the default: not known. */
  readonly username?: string | null;
  readonly idempotencyKey?: string;
  /** The resources take over the things of this document (ADOPT). */
  readonly adopt?: AbandonDocument;
}

export interface UpdateOptions {
  readonly existing: boolean;
  readonly ifRevision?: number;
  /** Hash of a plan: the update is refused with `plan.changed` when it would do anything else by now. */
  readonly plan?: string;
}

/** A real thing. */
export interface ThingView {
  readonly resource: string;
  readonly type: string;
  readonly physicalId: string;
  /** Why it is told of: what its delete said, or that no worker offers the type. */
  readonly reason: string;
}

export interface FailureView {
  readonly resource: string;
  readonly type: string;
  readonly physicalId: string;
  /** From the stack to the resource: `shop.db`. */
  readonly path: string;
  readonly action: string;
  /** The tries of it that failed so far. */
  readonly attempt: number;
  readonly cause: string;
  /** The last lines of the handler's log for it. */
  readonly output: readonly string[];
  readonly time: Date;
  /** It will be tried again by itself. */
  readonly retried: boolean;
}

export interface StackIdentity {
  readonly id: string;
  readonly name: string;
  readonly tenant: string;
}

export type StackAction = GoalAction;
export type StatusWord = 'IN_PROGRESS' | 'COMPLETE' | 'FAILED';
export type Convergence = Status['convergence'];

export interface StackSummary extends StackIdentity {
  readonly description: string;
  readonly action: StackAction;
  readonly status: StatusWord;
  readonly statusReason: string;
  readonly convergence: Convergence;
  /** The newest written revision. */
  readonly revision: number;
  readonly createdAt: Date;
  /** Of the newest update, or of its deletion; null before the first. */
  readonly updatedAt: Date | null;
  readonly deletedAt: Date | null;
  readonly tags: readonly string[];
  /** Of the user whose request made it; null: not known. */
  readonly username: string | null;
}

export interface StackView extends StackSummary {
  readonly parameters: readonly ParameterSummary[];
  /** `cfn`: its template is one of CloudFormation. Absent: HOT. */
  readonly format?: 'cfn';
  readonly outputs: readonly OutputView[];
  readonly disableRollback: boolean;
  readonly timeoutMins: number | null;
  /** In force: the stack's own, or the engine's. */
  readonly drift: DriftPolicy;
  readonly paused: boolean;
  readonly protected: boolean;
  readonly skipped: readonly string[];
}

export interface OutputView {
  readonly name: string;
  readonly description: string;
  /** Null while it cannot be resolved; `error` then says why. */
  readonly value: Json;
  readonly error?: string;
}

export type ResourceAction = 'INIT' | InstanceAction;

export interface ResourceView {
  readonly name: string;
  readonly type: string;
  /** Empty while there is none. */
  readonly physicalId: string;
  readonly action: ResourceAction;
  readonly status: StatusWord;
  readonly statusReason: string;
  /** The hook that holds it now; empty: none does. */
  readonly heldByHook: string;
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
  readonly resources?: readonly string[];
  readonly statuses?: readonly string[];
  readonly actions?: readonly string[];
  readonly types?: readonly string[];
}

export interface ValidationView {
  readonly description: string;
  readonly parameters: readonly ParameterSummary[];
  /** As of `StackView`. */
  readonly format?: 'cfn';
  readonly parameterGroups?: readonly ParameterGroup[];
  /** As `showEnvironment` would show it. */
  readonly environment: JsonObject;
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
