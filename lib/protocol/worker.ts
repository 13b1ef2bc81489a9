/**
 * What engine and worker say to each other, as plain values: the session logic on both ends and the simulator
 * speak these; only `lib/grpc` knows how they look on the wire. Meanings: `proto/isotherm/v1/worker.proto`.
 */
import type { ResourceTypeSchema } from '../handler/contract.js';
import type { ReportedObservation } from './observation.js';

export interface JobRef {
  readonly jobId: string;
  readonly fence: number;
}

export type JobAction =
  'create' | 'update' | 'delete' | 'adopt' | 'check' | 'suspend' | 'resume' | 'snapshot' | 'restore';

export interface JobMessage {
  readonly ref: JobRef;
  readonly action: JobAction;
  readonly type: string;
  readonly stackId: string;
  readonly stackName: string;
  readonly resource: string;
  readonly instanceId: string;
  readonly idempotencyKey: string;
  /** Empty while none is known. */
  readonly physicalId: string;
  /** JSON text of an object. */
  readonly goal: string;
  readonly changes: readonly string[];
  /** JSON text; empty for none. */
  readonly checkpoint: string;
  readonly attempt: number;
  /** For `restore`: JSON text of what `snapshot` returned; empty for none. */
  readonly argument: string;
  readonly secretProperties: readonly string[];
  /** W3C `traceparent` of the engine's span of the job; empty: it has none. */
  readonly traceParent: string;
}

export type Outcome = 'succeeded' | 'transient' | 'permanent' | 'aborted' | 'again';

export interface ReportMessage {
  readonly ref: JobRef;
  readonly stackId: string;
  readonly instanceId: string;
  readonly outcome: Outcome;
  /** Empty for none. */
  readonly physicalId: string;
  readonly observation: ReportedObservation | null;
  readonly error: string;
  /** What `snapshot` returned, as JSON text; empty for none. */
  readonly data: string;
  /** The run named the thing: it made it, or found what an earlier run of its key had made. */
  readonly made: boolean;
  /** 0 for the default. */
  readonly watchPeriodMs: number;
  /** 0 for the default. */
  readonly pendingTimeoutMs: number;
  /** With `again`: after how long it is to be run again; else 0. */
  readonly againMs: number;
}

export interface CheckpointMessage {
  readonly ref: JobRef;
  readonly stackId: string;
  readonly instanceId: string;
  readonly number: number;
  /** Empty: unchanged. */
  readonly physicalId: string;
  /** JSON text; empty: unchanged. */
  readonly state: string;
}

/** What a handler does with a record of the engine. */
export type RecordOperation = 'create' | 'find' | 'read' | 'adopt' | 'delete';

export interface RecordRequest {
  readonly ref: JobRef;
  /** Of the run's requests, from 1. */
  readonly number: number;
  readonly operation: RecordOperation;
  readonly kind: string;
  /** Empty for `create` and `find`: the job says which. */
  readonly id: string;
  /** JSON text of an object, for `create`; else empty. */
  readonly content: string;
}

/**
 * `done`: also of a `delete` that found nothing. `refused`: for good. `unavailable`: the engine cannot tell now, and it is asked again.
 * `failed`: it went wrong, and may go well another time.
 */
export type RecordOutcome = 'done' | 'absent' | 'refused' | 'unavailable' | 'failed';

export interface RecordReply {
  readonly ref: JobRef;
  readonly number: number;
  readonly outcome: RecordOutcome;
  /** Of `create` and `find`; else empty. */
  readonly id: string;
  /** JSON text of an object, of `read` and `adopt`; else empty. */
  readonly content: string;
  /** Why it was not done; else empty. */
  readonly reason: string;
}

export interface LogLineMessage {
  readonly ref: JobRef;
  readonly stackId: string;
  readonly instanceId: string;
  readonly line: string;
  readonly atMs: number;
}

/** A resource type as a peer offers it. `schemaText` is the JSON that `schemaHash` (SHA-256, hex) was made of. */
export interface OfferedType {
  readonly schema: ResourceTypeSchema;
  readonly schemaHash: string;
  readonly schemaText: string;
}

export interface WorkerHello {
  readonly workerId: string;
  readonly node: string;
  readonly credits: number;
  readonly protocol: number;
  readonly version: string;
  readonly types: readonly OfferedType[];
  readonly held: readonly JobRef[];
  /** Names of the custom constraints that its providers bring. */
  readonly constraints: readonly string[];
}

/** Whether a custom constraint lets a value pass, for a stack of the project. */
export interface QuestionMessage {
  /** Of the engine's choosing. */
  readonly id: number;
  readonly constraint: string;
  /** JSON text. */
  readonly value: string;
  readonly projectId: string;
  readonly timeLimitMs: number;
}

export type Verdict = 'fits' | 'unfit' | 'unanswered';

export interface AnswerMessage {
  readonly id: number;
  readonly verdict: Verdict;
  /** Why not; empty when it fits. */
  readonly reason: string;
}

export type WorkerToEngine =
  | { readonly kind: 'hello'; readonly hello: WorkerHello }
  | { readonly kind: 'started'; readonly refs: readonly JobRef[] }
  | { readonly kind: 'checkpoint'; readonly checkpoint: CheckpointMessage }
  | { readonly kind: 'reports'; readonly reports: readonly ReportMessage[] }
  | { readonly kind: 'logLines'; readonly lines: readonly LogLineMessage[] }
  | { readonly kind: 'answers'; readonly answers: readonly AnswerMessage[] }
  | { readonly kind: 'record'; readonly request: RecordRequest }
  | { readonly kind: 'draining' };

export type EngineToWorker =
  | { readonly kind: 'welcome'; readonly engineId: string; readonly engines: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'engines'; readonly engines: readonly string[] }
  /** Carries along what was stored meanwhile. */
  | { readonly kind: 'jobs'; readonly jobs: readonly JobMessage[]; readonly acknowledged: readonly JobRef[] }
  | { readonly kind: 'acknowledged'; readonly refs: readonly JobRef[] }
  | { readonly kind: 'checkpointSaved'; readonly ref: JobRef; readonly number: number }
  | { readonly kind: 'recordReply'; readonly reply: RecordReply }
  | { readonly kind: 'goOn'; readonly refs: readonly JobRef[] }
  | { readonly kind: 'notOurs'; readonly refs: readonly JobRef[] }
  | { readonly kind: 'cancel'; readonly refs: readonly JobRef[] }
  | { readonly kind: 'asked'; readonly questions: readonly QuestionMessage[] };
