import type { Clock } from '../../lib/clock.js';
import type { Call, Checkpoint, Handler } from '../../lib/handler/contract.js';
import { Permanent } from '../../lib/handler/errors.js';
import type { Json, JsonObject } from '../../lib/json.js';
import type {
  CheckpointMessage,
  JobAction,
  JobMessage,
  Outcome,
  ReportMessage,
} from '../../lib/protocol/worker.js';
import { reportedObservation } from '../../lib/protocol/reported-observation.js';
import type { Handlers } from './handlers.js';
import { againMsOf, errorLine, outcomeOf } from './outcome.js';
import { redactor } from '../../lib/redact.js';
import { runAction, type Acted } from './run-action.js';

/** What a run needs around it. */
export interface RunContext {
  readonly handlers: Handlers;
  readonly node: string;
  readonly clock: Clock;
  /** Bytes of what the snapshot of one thing may keep. */
  readonly snapshotBytes: number;
  /** Lost when no stream is open: what is not answered is sent again after the next hello. */
  sendCheckpoint(checkpoint: CheckpointMessage): void;
  logLine(job: JobMessage, line: string): void;
}

interface Waiting {
  readonly message: CheckpointMessage;
  readonly saved: () => void;
  readonly failed: (error: Error) => void;
}

/** One run of one job: from the handler's call to the report. */
export class JobRun {
  private readonly controller = new AbortController();
  private readonly waiting = new Map<number, Waiting>();
  private checkpoints = 0;
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
    for (const { failed } of this.waiting.values()) failed(error);
    this.waiting.clear();
  }

  get aborted(): boolean {
    return this.controller.signal.aborted;
  }

  /** The engine has stored it durably. */
  checkpointSaved(number: number): void {
    this.waiting.get(number)?.saved();
    this.waiting.delete(number);
  }

  /** Those that the engine has not answered, in order. */
  unsavedCheckpoints(): readonly CheckpointMessage[] {
    return Array.from(this.waiting.values(), ({ message }) => message);
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
    const number = (this.checkpoints += 1);
    const message: CheckpointMessage = {
      ref,
      stackId,
      instanceId,
      number,
      physicalId: state.physicalId ?? '',
      state: state.state === undefined ? '' : JSON.stringify(state.state),
    };
    if (state.physicalId) this.names(state.physicalId);
    await new Promise<void>((saved, failed) => {
      this.waiting.set(number, { message, saved, failed });
      this.context.sendCheckpoint(message);
    });
    this.saved = { ...this.saved, ...state };
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
