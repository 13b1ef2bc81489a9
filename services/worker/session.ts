import type { WorkerTransport } from '../../lib/grpc/dial.js';
import { PROTOCOL_VERSION } from '../../lib/protocol/observation.js';
import type {
  CheckpointMessage,
  EngineToWorker,
  JobRef,
  LogLineMessage,
  OfferedType,
  QuestionMessage,
  RecordRequest,
  ReportMessage,
} from '../../lib/protocol/worker.js';
import type { Logger } from '../../lib/log.js';
import type { Employer } from './employer.js';
import type { Jobs } from './jobs.js';
import { Outbox } from './outbox.js';
import type { Questions } from './questions.js';

export interface SessionOptions {
  readonly workerId: string;
  readonly node: string;
  readonly version: string;
  /** How many jobs the engine may have under way here. */
  readonly credits: number;
  readonly types: readonly OfferedType[];
}

export interface SessionParts {
  readonly transport: WorkerTransport;
  readonly jobs: Jobs;
  /** Undefined: no provider brings custom constraints. */
  readonly questions?: Questions | undefined;
  /** Calls `fn` soon, after what is ready to run now: what is said until then goes out together. */
  readonly defer: (fn: () => void) => void;
  readonly log: Logger;
  readonly onWelcome?: ((engineId: string, engines: readonly string[]) => void) | undefined;
  /** The engines that are there have changed. */
  readonly onEngines?: ((engines: readonly string[]) => void) | undefined;
}

/** The worker's side of the stream to one engine. The jobs are the worker's; here they come in, and what they say goes out. */
export class WorkerSession implements Employer {
  private readonly outbox: Outbox;
  private welcomed = false;

  constructor(
    private readonly parts: SessionParts,
    private readonly options: SessionOptions,
  ) {
    this.outbox = new Outbox(parts.transport, parts.defer);
  }

  start(): void {
    this.parts.transport.start({
      opened: () => {
        this.hello();
      },
      received: (message) => {
        this.received(message);
      },
      closed: (reason) => {
        this.closed(reason);
      },
      drained: () => {
        this.outbox.roomAgain();
      },
    });
  }

  /** The engine is to push nothing more. */
  drain(): void {
    if (this.welcomed) this.parts.transport.send({ kind: 'draining' });
  }

  /** What came in on its stream is not to be believed. */
  reset(): void {
    this.parts.transport.reset();
  }

  stop(): Promise<void> {
    this.welcomed = false;
    this.outbox.close();
    this.parts.jobs.left(this);
    return this.parts.transport.stop();
  }

  get connected(): boolean {
    return this.welcomed;
  }

  report(report: ReportMessage): void {
    this.outbox.report(report);
  }

  checkpoint(checkpoint: CheckpointMessage): void {
    if (this.welcomed) this.parts.transport.send({ kind: 'checkpoint', checkpoint });
  }

  record(request: RecordRequest): void {
    if (this.welcomed) this.parts.transport.send({ kind: 'record', request });
  }

  started(ref: JobRef): void {
    this.outbox.started(ref);
  }

  logLine(line: LogLineMessage): void {
    this.outbox.logLine(line);
  }

  private hello(): void {
    const { workerId, node, version, credits, types } = this.options;
    const { transport, jobs, questions } = this.parts;
    transport.send({
      kind: 'hello',
      hello: {
        workerId,
        node,
        version,
        credits: jobs.isDraining ? 0 : credits,
        protocol: PROTOCOL_VERSION,
        types,
        held: jobs.refs(),
        constraints: questions?.offered ?? [],
      },
    });
  }

  private received(message: EngineToWorker): void {
    const { jobs, log, onEngines } = this.parts;
    switch (message.kind) {
      case 'welcome':
        this.welcome(message.engineId, message.engines);
        break;
      case 'engines':
        onEngines?.(message.engines);
        break;
      case 'refused':
        log.error({ reason: message.reason }, 'the engine refused this worker');
        break;
      case 'jobs':
        jobs.acknowledged(message.acknowledged);
        for (const job of message.jobs) jobs.accept(job, this);
        break;
      case 'asked':
        this.asked(message.questions);
        break;
      case 'acknowledged':
        jobs.acknowledged(message.refs);
        break;
      case 'checkpointSaved':
        jobs.saved(message.ref, message.number);
        break;
      case 'recordReply':
        jobs.recordReplied(message.reply);
        break;
      case 'goOn':
        jobs.goOn(message.refs, this);
        break;
      case 'notOurs':
        jobs.notOurs(message.refs, this);
        break;
      case 'cancel':
        jobs.cancel(message.refs);
    }
  }

  private asked(asked: readonly QuestionMessage[]): void {
    const { questions, transport } = this.parts;
    for (const question of asked) {
      questions?.ask(question, (answer) => {
        if (this.welcomed) transport.send({ kind: 'answers', answers: [answer] });
      });
    }
  }

  private welcome(engineId: string, engines: readonly string[]): void {
    const { transport, jobs, log, onWelcome } = this.parts;
    this.welcomed = true;
    log.info({ engine: engineId }, 'connected to the engine');
    if (jobs.isDraining) transport.send({ kind: 'draining' });
    this.outbox.open();
    jobs.joined(this);
    onWelcome?.(engineId, engines);
  }

  private closed(reason: string): void {
    const { jobs, log } = this.parts;
    if (!this.welcomed) {
      log.debug({ reason }, 'no stream to the engine');
      return;
    }
    this.welcomed = false;
    log.warn({ reason }, 'lost the stream to the engine');
    this.outbox.close();
    jobs.left(this);
  }
}
