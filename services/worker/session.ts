import type { Clock } from '../../lib/clock.js';
import type { WorkerTransport } from '../../lib/grpc/dial.js';
import { PROTOCOL_VERSION } from '../../lib/protocol/observation.js';
import type { EngineToWorker, JobMessage, JobRef, ReportMessage } from '../../lib/protocol/worker.js';
import type { Logger } from '../../lib/log.js';
import { SNAPSHOT_BYTES } from './asked-actions.js';
import type { Handlers } from './handlers.js';
import { HeldJobs, instanceKey, type Held } from './held-jobs.js';
import { JobRun, type RunContext } from './job-run.js';
import { Outbox } from './outbox.js';
import { RecentFences } from './recent-fences.js';
import type { Slots } from './slots.js';

export interface SessionOptions {
  readonly workerId: string;
  readonly node: string;
  readonly version: string;
  /** How many jobs the engine may have under way here. */
  readonly credits: number;
  /**
   * How long jobs go on without a stream to the engine. With the time in which a dead stream is noticed it must be
   * shorter than the engine's lease, so that a job has stopped before the engine gives it to another worker (R25).
   */
  readonly abandonAfterMs: number;
  /** Bytes of what the snapshot of one thing may keep. Default: `SNAPSHOT_BYTES`. */
  readonly snapshotBytes?: number | undefined;
}

export interface SessionParts {
  readonly transport: WorkerTransport;
  readonly handlers: Handlers;
  readonly slots: Slots;
  readonly clock: Clock;
  /** Calls `fn` soon, after what is ready to run now: what is said until then goes out together. */
  readonly defer: (fn: () => void) => void;
  readonly log: Logger;
  readonly onJob?: JobListener | undefined;
  /** Called whenever a job or a report is done with. */
  readonly onProgress?: (() => void) | undefined;
  readonly onWelcome?: ((engineId: string, engines: readonly string[]) => void) | undefined;
}

/** Hears of every run, for metrics. */
export interface JobListener {
  started(job: JobMessage): void;
  ended(job: JobMessage, report: ReportMessage, tookMs: number): void;
}

/**
 * The worker's side of the stream to one engine. What it promises: a job runs once for each fence, and no two
 * runs of an instance overlap; a report is sent until it is acknowledged; a checkpoint returns only when it is saved.
 */
export class WorkerSession {
  private readonly held = new HeldJobs();
  private readonly recent = new RecentFences();
  private readonly outbox: Outbox;
  private readonly context: RunContext;
  private welcomed = false;
  private draining = false;
  private cancelAbandon: () => void = () => undefined;

  constructor(
    private readonly parts: SessionParts,
    private readonly options: SessionOptions,
  ) {
    const { transport, clock, handlers } = parts;
    this.outbox = new Outbox(transport, parts.defer);
    this.context = {
      handlers,
      node: options.node,
      clock,
      snapshotBytes: options.snapshotBytes ?? SNAPSHOT_BYTES,
      sendCheckpoint: (checkpoint) => {
        if (this.welcomed) transport.send({ kind: 'checkpoint', checkpoint });
      },
      logLine: ({ ref, stackId, instanceId }, line) => {
        this.outbox.logLine({ ref, stackId, instanceId, line, atMs: clock.now() });
      },
    };
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

  /** Takes no more jobs and hands back those that have not begun; what runs goes on. */
  drain(): void {
    this.draining = true;
    if (this.welcomed) this.parts.transport.send({ kind: 'draining' });
    for (const held of [...this.held.all]) if (!held.run && !held.report) this.handBack(held);
  }

  /** Asks everything that runs to stop; the reports follow. */
  abortAll(reason: string): void {
    for (const held of [...this.held.all]) this.abort(held, reason);
  }

  stop(): Promise<void> {
    this.cancelAbandon();
    this.welcomed = false;
    this.outbox.close();
    return this.parts.transport.stop();
  }

  /** Jobs that run or wait for a slot. */
  get unfinished(): number {
    return this.held.unfinished;
  }

  /** Jobs whose report the engine has not acknowledged, and those that are not finished. */
  get unacknowledged(): number {
    return this.held.size;
  }

  get connected(): boolean {
    return this.welcomed;
  }

  private hello(): void {
    const { workerId, node, version, credits } = this.options;
    this.parts.transport.send({
      kind: 'hello',
      hello: {
        workerId,
        node,
        version,
        credits: this.draining ? 0 : credits,
        protocol: PROTOCOL_VERSION,
        types: this.parts.handlers.offered,
        held: this.held.refs(),
      },
    });
  }

  private received(message: EngineToWorker): void {
    switch (message.kind) {
      case 'welcome':
        this.welcome(message.engineId, message.engines);
        break;
      case 'refused':
        this.parts.log.error({ reason: message.reason }, 'the engine refused this worker');
        break;
      case 'jobs':
        this.acknowledged(message.acknowledged);
        for (const job of message.jobs) this.accept(job);
        break;
      case 'acknowledged':
        this.acknowledged(message.refs);
        break;
      case 'checkpointSaved':
        this.held.find(message.ref)?.run?.checkpointSaved(message.number);
        break;
      case 'cancel':
        for (const ref of message.refs) {
          const held = this.held.find(ref);
          if (held) this.abort(held, 'cancelled by the engine');
        }
    }
  }

  private welcome(engineId: string, engines: readonly string[]): void {
    const { transport, log, onWelcome } = this.parts;
    this.welcomed = true;
    this.cancelAbandon();
    log.info({ engine: engineId }, 'connected to the engine');
    if (this.draining) transport.send({ kind: 'draining' });
    this.outbox.open();
    for (const { run, report } of this.held.all) {
      if (report) this.outbox.report(report);
      else {
        for (const checkpoint of run?.unsavedCheckpoints() ?? [])
          transport.send({ kind: 'checkpoint', checkpoint });
      }
    }
    onWelcome?.(engineId, engines);
  }

  private closed(reason: string): void {
    const { log, clock } = this.parts;
    if (!this.welcomed) {
      log.debug({ reason }, 'no stream to the engine');
      return;
    }
    this.welcomed = false;
    log.warn({ reason }, 'lost the stream to the engine');
    this.outbox.close();
    // The next stream may be to an engine whose database was set back: fences count anew.
    this.recent.clear();
    this.cancelAbandon = clock.setTimer(this.options.abandonAfterMs, () => {
      this.abortAll('no engine could be reached');
    });
  }

  private accept(job: JobMessage): void {
    const instance = instanceKey(job);
    const before = this.held.newest(instance);
    if (before) {
      if (before.job.ref.fence > job.ref.fence) return;
      if (before.job.ref.fence === job.ref.fence) {
        if (before.report) this.outbox.report(before.report);
        return;
      }
      this.overtake(before);
    }
    const held: Held = { job, instance, withdraw: () => undefined };
    this.held.add(held);
    // A run that ended and was acknowledged: an engine that pushes it has forgotten that, and must hear of it.
    if (this.draining || this.recent.of(instance) >= job.ref.fence) {
      this.handBack(held);
      return;
    }
    const withdraw = this.parts.slots.enter(instance, () => void this.run(held));
    held.withdraw = withdraw;
  }

  /** A newer run of the instance is here: the older one stops, or never begins. */
  private overtake(before: Held): void {
    if (before.run || before.report) this.abort(before, 'overtaken by a newer job');
    else {
      before.withdraw();
      this.held.remove(before);
    }
  }

  private async run(held: Held): Promise<void> {
    const { clock, slots, onJob } = this.parts;
    const { job } = held;
    held.run = new JobRun(job, this.context);
    this.outbox.started(job.ref);
    onJob?.started(job);
    const begun = clock.monotonic();
    const report = await held.run.run();
    this.ended(held, report);
    onJob?.ended(job, report, clock.monotonic() - begun);
    slots.leave(held.instance);
    this.parts.onProgress?.();
  }

  private ended(held: Held, report: ReportMessage): void {
    held.report = report;
    this.outbox.report(report);
  }

  private abort(held: Held, reason: string): void {
    if (held.report) return;
    if (held.run) held.run.abort(reason);
    else this.handBack(held);
  }

  /** It has not begun and never will: the engine may give it to another worker. */
  private handBack(held: Held): void {
    held.withdraw();
    const { ref, stackId, instanceId, physicalId } = held.job;
    this.ended(held, {
      ref,
      stackId,
      instanceId,
      outcome: 'aborted',
      physicalId,
      observation: null,
      error: 'handed back before it began',
      data: '',
      made: false,
      watchPeriodMs: 0,
      pendingTimeoutMs: 0,
    });
    this.parts.onProgress?.();
  }

  private acknowledged(refs: readonly JobRef[]): void {
    for (const ref of refs) {
      const held = this.held.find(ref);
      if (!held?.report) continue;
      this.held.remove(held);
      this.recent.ended(held.instance, ref.fence);
    }
    this.parts.onProgress?.();
  }
}
