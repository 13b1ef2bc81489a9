import type { Clock } from '../../lib/clock.js';
import type { Call, Checkpoint, Handler } from '../../lib/handler/contract.js';
import { Permanent } from '../../lib/handler/errors.js';
import type { Json, JsonObject } from '../../lib/json.js';
import type {
  CheckpointMessage,
  JobAction,
  JobMessage,
  Outcome,
  RecordReply,
  RecordRequest,
  ReportMessage,
} from '../../lib/protocol/worker.js';
import { reportedObservation } from '../../lib/protocol/reported-observation.js';
import type { Handlers } from './handlers.js';
import type { Employer } from './employer.js';
import { againMsOf, errorLine, outcomeOf } from './outcome.js';
import { redactor } from '../../lib/redact.js';
import { runAction, type Acted } from './run-action.js';
import { runRecords, type Asked } from './run-records.js';
import { Unanswered } from './unanswered.js';

/** What a run needs around it. */
export interface RunContext {
  readonly handlers: Handlers;
  readonly node: string;
  readonly clock: Clock;
  /** Bytes of what the snapshot of one thing may keep. */
  readonly snapshotBytes: number;
  /** Lost when no stream is open, like a request: what is not answered is sent again after the next hello. */
  sendCheckpoint(checkpoint: CheckpointMessage): void;
  sendRecord(request: RecordRequest): void;
  logLine(job: JobMessage, line: string): void;
}

/** One run of one job: from the handler's call to the report. */
export class JobRun {
  private readonly controller = new AbortController();
  private readonly checkpoints = new Unanswered<CheckpointMessage, undefined>();
  private readonly requests = new Unanswered<RecordRequest, RecordReply>();
  private physicalId: string;
  private made = false;
  private saved: Checkpoint | undefined;
  private redact: (text: string) => string = (text) => text;

  constructor(
    private readonly job: JobMessage,
    private readonly context: RunContext,
  ) {
    this.physicalId = job.physicalId;
  }

  /** Calls the handler. Never rejects: whatever happens becomes a report. */
  async run(): Promise<ReportMessage> {
    const { job } = this;
    try {
      const handler = this.context.handlers.handlerOf(job.type);
      if (!handler) throw new Permanent(`This worker does not offer ${job.type}.`);
      this.saved = savedBy(job);
      const goal = this.parseGoal(handler);
      if (this.aborted) return this.report('aborted', null, 'stopped before it began');
      const acted = await runAction({
        handler,
        job,
        goal,
        call: this.call(),
        snapshotBytes: this.context.snapshotBytes,
        found: (id) => {
          this.names(id);
        },
      });
      return this.succeeded(handler, goal, acted);
    } catch (error) {
      const outcome = outcomeOf(error, this.aborted);
      const report = this.report(outcome, null, this.redact(errorLine(error)));
      return outcome === 'again' ? { ...report, againMs: againMsOf(error) } : report;
    }
  }

  /** Asks the handler to stop at once. Its report comes when it did, and tells what came of it: it may have finished. */
  abort(reason: string): void {
    if (this.aborted) return;
    const error = new DOMException(reason, 'AbortError');
    this.controller.abort(error);
    this.checkpoints.fail(error);
    this.requests.fail(error);
  }

  get aborted(): boolean {
    return this.controller.signal.aborted;
  }

  /** The engine has stored it durably. */
  checkpointSaved(number: number): void {
    this.checkpoints.answer(number, undefined);
  }

  recordReplied(reply: RecordReply): void {
    this.requests.answer(reply.number, reply);
  }

  /** Again, and in order: what no engine has answered. */
  sayUnanswered(to: Pick<Employer, 'checkpoint' | 'record'>): void {
    for (const checkpoint of this.checkpoints.messages) to.checkpoint(checkpoint);
    for (const request of this.requests.messages) to.record(request);
  }

  get waits(): boolean {
    return this.checkpoints.size > 0 || this.requests.size > 0;
  }

  private parseGoal(handler: Handler): JsonObject {
    const { job } = this;
    const raw = JSON.parse(job.goal) as JsonObject;
    if (job.secretProperties.length > 0) this.redact = redactor(raw, job.secretProperties);
    try {
      return this.context.handlers.parseGoal(job.type, raw);
    } catch (error) {
      // What was applied under an older schema, or is known by its id alone, is there all the same.
      if (!SHAPING.has(job.action) && (job.physicalId || handler.find)) return raw;
      throw new Permanent(errorLine(error), { cause: error });
    }
  }

  private call(): Call {
    const { job, context } = this;
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- a getter needs the run beside its own object
    const run = this;
    return {
      signal: this.controller.signal,
      idempotencyKey: job.idempotencyKey,
      get saved() {
        return run.saved;
      },
      checkpoint: (state) => this.checkpoint(state),
      records: runRecords((asked) => this.ask(asked)),
      log: (line) => {
        context.logLine(job, this.redact(line));
      },
      node: context.node,
      stack: { id: job.stackId, name: job.stackName },
      resource: job.resource,
      settings: context.handlers.settingsOf(job.type),
      now: () => context.clock.now(),
    };
  }

  private async checkpoint(state: Checkpoint): Promise<void> {
    this.controller.signal.throwIfAborted();
    const { ref, stackId, instanceId } = this.job;
    const physicalId = state.physicalId ?? '';
    const text = state.state === undefined ? '' : JSON.stringify(state.state);
    if (physicalId) this.names(physicalId);
    await this.checkpoints.ask(
      (number) => ({ ref, stackId, instanceId, number, physicalId, state: text }),
      (message) => {
        this.context.sendCheckpoint(message);
      },
    );
    this.saved = { ...this.saved, ...state };
  }

  private async ask(asked: Asked): Promise<RecordReply> {
    this.controller.signal.throwIfAborted();
    const { ref } = this.job;
    return this.requests.ask(
      (number) => ({ ref, number, ...asked }),
      (request) => {
        this.context.sendRecord(request);
      },
    );
  }

  private names(physicalId: string): void {
    this.physicalId = physicalId;
    this.made = true;
  }

  private succeeded(handler: Handler, goal: JsonObject, acted: Acted): ReportMessage {
    this.physicalId = acted.physicalId;
    const observation = acted.observation ? reportedObservation(acted.observation) : null;
    const report = { ...this.report('succeeded', observation, ''), data: acted.data ?? '' };
    if (!SHAPING.has(this.job.action) || (!handler.watch && !handler.pendingTimeoutMs)) return report;
    return {
      ...report,
      watchPeriodMs: milliseconds(handler.watch?.(goal).periodMs),
      pendingTimeoutMs: milliseconds(handler.pendingTimeoutMs?.(goal)),
    };
  }

  private report(outcome: Outcome, observation: ReportMessage['observation'], error: string): ReportMessage {
    const { ref, stackId, instanceId } = this.job;
    return {
      ref,
      stackId,
      instanceId,
      outcome,
      physicalId: this.physicalId,
      observation,
      error,
      data: '',
      made: this.made,
      watchPeriodMs: 0,
      pendingTimeoutMs: 0,
      againMs: 0,
    };
  }
}

/** The actions that make a thing what its goal says; the others find it as it is. */
const SHAPING: ReadonlySet<JobAction> = new Set(['create', 'update', 'adopt', 'restore']);

function savedBy({ action, physicalId, checkpoint }: JobMessage): Checkpoint | undefined {
  // Only a create learns its physical id from a checkpoint; the others always have one.
  if (checkpoint === '' && (action !== 'create' || physicalId === '')) return undefined;
  return {
    ...(physicalId && { physicalId }),
    ...(checkpoint && { state: JSON.parse(checkpoint) as Json }),
  };
}

/** As the protocol has them: whole, and 0 for the default. */
function milliseconds(value: number | undefined): number {
  return value === undefined ? 0 : Math.max(1, Math.round(value));
}
