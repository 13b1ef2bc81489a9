/** `proto/isotherm/v1/worker.proto` and the plain messages of `lib/protocol/worker.ts`. */
import type {
  EngineToWorker,
  AnswerMessage,
  JobAction,
  JobMessage,
  JobRef,
  LogLineMessage,
  Outcome,
  QuestionMessage,
  ReportMessage,
  Verdict,
  WorkerToEngine,
} from '../protocol/worker.js';
import {
  decodeObservation,
  decodeType,
  encodeObservation,
  encodeType,
  given,
  BadMessage,
  numberOf,
  wordOf,
  type EnginesWire,
  type ObservationWire,
  type RefusedWire,
  type ResourceTypeWire,
  type WelcomeWire,
} from './common-codec.js';
import {
  decodeRecordReply,
  decodeRecordRequest,
  encodeRecordReply,
  encodeRecordRequest,
  type RecordReplyWire,
  type RecordRequestWire,
} from './record-codec.js';

type JobWire = Omit<JobMessage, 'ref' | 'action' | 'type' | 'resource'> & {
  readonly ref: JobRef | null;
  readonly action: number;
  readonly resourceType: string;
  readonly resourceName: string;
};

type ReportWire = Omit<ReportMessage, 'ref' | 'outcome' | 'observation'> & {
  readonly ref: JobRef | null;
  readonly outcome: number;
  readonly observation: ObservationWire | null;
};

interface CheckpointWire {
  readonly ref: JobRef | null;
  readonly number: number;
  readonly physicalId: string;
  readonly state: string;
  readonly stackId: string;
  readonly instanceId: string;
}

type LogLineWire = Omit<LogLineMessage, 'ref'> & { readonly ref: JobRef | null };

interface HelloWire {
  readonly workerId: string;
  readonly node: string;
  readonly credits: number;
  readonly protocol: number;
  readonly version: string;
  readonly types: readonly ResourceTypeWire[];
  readonly held: readonly JobRef[];
  readonly constraints: readonly string[];
}

type AnswerWire = Omit<AnswerMessage, 'verdict'> & { readonly verdict: number };

interface RefsWire {
  readonly refs: readonly JobRef[];
}

/** ConnectWorkerRequest: what a worker sends. */
export interface WorkerOutWire {
  readonly message?: string;
  readonly hello?: HelloWire;
  readonly started?: RefsWire;
  readonly checkpoint?: CheckpointWire;
  readonly reports?: { readonly reports: readonly ReportWire[] };
  readonly logLines?: { readonly lines: readonly LogLineWire[] };
  readonly draining?: object;
  readonly answers?: { readonly answers: readonly AnswerWire[] };
  readonly record?: RecordRequestWire;
}

/** ConnectWorkerResponse: what a worker receives. */
export interface WorkerInWire {
  readonly message?: string;
  readonly welcome?: WelcomeWire;
  readonly refused?: RefusedWire;
  readonly jobs?: { readonly jobs: readonly JobWire[]; readonly acknowledged: readonly JobRef[] };
  readonly acknowledged?: RefsWire;
  readonly checkpointSaved?: { readonly ref: JobRef | null; readonly number: number };
  readonly cancel?: RefsWire;
  readonly engines?: EnginesWire;
  readonly goOn?: RefsWire;
  readonly notOurs?: RefsWire;
  readonly asked?: { readonly questions: readonly QuestionMessage[] };
  readonly recordReply?: RecordReplyWire;
}

const ACTIONS: readonly JobAction[] = [
  'create', 'update', 'delete', 'adopt', 'check', 'suspend', 'resume', 'snapshot', 'restore',
]; // prettier-ignore
const OUTCOMES: readonly Outcome[] = ['succeeded', 'transient', 'permanent', 'aborted', 'again'];
const VERDICTS: readonly Verdict[] = ['fits', 'unfit', 'unanswered'];

export function encodeFromWorker(message: WorkerToEngine): WorkerOutWire {
  switch (message.kind) {
    case 'hello':
      return { hello: { ...message.hello, types: message.hello.types.map(encodeType) } };
    case 'started':
      return { started: { refs: message.refs } };
    case 'checkpoint':
      return { checkpoint: message.checkpoint };
    case 'reports':
      return { reports: { reports: message.reports.map(encodeReport) } };
    case 'logLines':
      return { logLines: { lines: message.lines } };
    case 'answers':
      return { answers: { answers: message.answers.map(encodeAnswer) } };
    case 'record':
      return { record: encodeRecordRequest(message.request) };
    case 'draining':
      return { draining: {} };
  }
}

/** @throws BadMessage */
export function decodeFromWorker(wire: WorkerOutWire): WorkerToEngine {
  if (wire.reports) return { kind: 'reports', reports: wire.reports.reports.map(decodeReport) };
  if (wire.started) return { kind: 'started', refs: wire.started.refs };
  if (wire.checkpoint) {
    return { kind: 'checkpoint', checkpoint: { ...wire.checkpoint, ref: given(wire.checkpoint.ref, 'ref') } };
  }
  if (wire.logLines) {
    const lines = wire.logLines.lines.map((line) => ({ ...line, ref: given(line.ref, 'ref') }));
    return { kind: 'logLines', lines };
  }
  if (wire.hello) return { kind: 'hello', hello: { ...wire.hello, types: wire.hello.types.map(decodeType) } };
  if (wire.answers) return { kind: 'answers', answers: wire.answers.answers.map(decodeAnswer) };
  if (wire.record) return { kind: 'record', request: decodeRecordRequest(wire.record) };
  if (wire.draining) return { kind: 'draining' };
  throw new BadMessage('a worker sent a message that is unknown to this version');
}

export function encodeToWorker(message: EngineToWorker): WorkerInWire {
  switch (message.kind) {
    case 'welcome':
      return { welcome: { engineId: message.engineId, engines: message.engines } };
    case 'refused':
      return { refused: { reason: message.reason } };
    case 'jobs':
      return { jobs: { jobs: message.jobs.map(encodeJob), acknowledged: message.acknowledged } };
    case 'acknowledged':
      return { acknowledged: { refs: message.refs } };
    case 'checkpointSaved':
      return { checkpointSaved: { ref: message.ref, number: message.number } };
    case 'cancel':
      return { cancel: { refs: message.refs } };
    case 'goOn':
      return { goOn: { refs: message.refs } };
    case 'notOurs':
      return { notOurs: { refs: message.refs } };
    case 'engines':
      return { engines: { engines: message.engines } };
    case 'asked':
      return { asked: { questions: message.questions } };
    case 'recordReply':
      return { recordReply: encodeRecordReply(message.reply) };
  }
}

/** @throws BadMessage */
export function decodeToWorker(wire: WorkerInWire): EngineToWorker {
  if (wire.jobs) {
    const { jobs, acknowledged } = wire.jobs;
    return { kind: 'jobs', jobs: jobs.map(decodeJob), acknowledged };
  }
  if (wire.acknowledged) return { kind: 'acknowledged', refs: wire.acknowledged.refs };
  if (wire.checkpointSaved) {
    const { ref, number } = wire.checkpointSaved;
    return { kind: 'checkpointSaved', ref: given(ref, 'ref'), number };
  }
  if (wire.cancel) return { kind: 'cancel', refs: wire.cancel.refs };
  if (wire.goOn) return { kind: 'goOn', refs: wire.goOn.refs };
  if (wire.notOurs) return { kind: 'notOurs', refs: wire.notOurs.refs };
  if (wire.asked) return { kind: 'asked', questions: wire.asked.questions };
  if (wire.recordReply) return { kind: 'recordReply', reply: decodeRecordReply(wire.recordReply) };
  if (wire.engines) return { kind: 'engines', engines: wire.engines.engines };
  if (wire.welcome)
    return { kind: 'welcome', engineId: wire.welcome.engineId, engines: wire.welcome.engines };
  if (wire.refused) return { kind: 'refused', reason: wire.refused.reason };
  throw new BadMessage('the engine sent a message that is unknown to this version');
}

// Field by field, not by spread: these run for every job on the engine's only thread.

function encodeJob(job: JobMessage): JobWire {
  return {
    ref: job.ref,
    action: numberOf(ACTIONS, job.action),
    resourceType: job.type,
    stackId: job.stackId,
    stackName: job.stackName,
    resourceName: job.resource,
    instanceId: job.instanceId,
    idempotencyKey: job.idempotencyKey,
    physicalId: job.physicalId,
    goal: job.goal,
    changes: job.changes,
    checkpoint: job.checkpoint,
    attempt: job.attempt,
    argument: job.argument,
    secretProperties: job.secretProperties,
    traceParent: job.traceParent,
  };
}

function decodeJob(wire: JobWire): JobMessage {
  return {
    ref: given(wire.ref, 'ref'),
    action: wordOf(ACTIONS, wire.action, 'action'),
    type: wire.resourceType,
    stackId: wire.stackId,
    stackName: wire.stackName,
    resource: wire.resourceName,
    instanceId: wire.instanceId,
    idempotencyKey: wire.idempotencyKey,
    physicalId: wire.physicalId,
    goal: wire.goal,
    changes: wire.changes,
    checkpoint: wire.checkpoint,
    attempt: wire.attempt,
    argument: wire.argument,
    secretProperties: wire.secretProperties,
    traceParent: wire.traceParent,
  };
}

function encodeAnswer({ id, verdict, reason }: AnswerMessage): AnswerWire {
  return { id, verdict: numberOf(VERDICTS, verdict), reason };
}

function decodeAnswer({ id, verdict, reason }: AnswerWire): AnswerMessage {
  return { id, verdict: wordOf(VERDICTS, verdict, 'verdict'), reason };
}

function encodeReport(report: ReportMessage): ReportWire {
  return {
    ref: report.ref,
    outcome: numberOf(OUTCOMES, report.outcome),
    physicalId: report.physicalId,
    observation: report.observation && encodeObservation(report.observation),
    error: report.error,
    data: report.data,
    made: report.made,
    watchPeriodMs: report.watchPeriodMs,
    pendingTimeoutMs: report.pendingTimeoutMs,
    againMs: report.againMs,
    stackId: report.stackId,
    instanceId: report.instanceId,
  };
}

function decodeReport(wire: ReportWire): ReportMessage {
  return {
    ref: given(wire.ref, 'ref'),
    stackId: wire.stackId,
    instanceId: wire.instanceId,
    outcome: wordOf(OUTCOMES, wire.outcome, 'outcome'),
    physicalId: wire.physicalId,
    observation: wire.observation && decodeObservation(wire.observation),
    error: wire.error,
    data: wire.data,
    made: wire.made,
    watchPeriodMs: wire.watchPeriodMs,
    pendingTimeoutMs: wire.pendingTimeoutMs,
    againMs: wire.againMs,
  };
}
