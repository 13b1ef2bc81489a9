import type { Clock } from '../../lib/clock.js';
import type { JobMessage, JobRef, RecordReply, ReportMessage } from '../../lib/protocol/worker.js';
import type { Tracer } from '../../lib/tracing/tracer.js';
import { SNAPSHOT_BYTES } from './asked-actions.js';
import type { Employer } from './employer.js';
import type { Handlers } from './handlers.js';
import { handedBack, hasToSay, HeldJobs, instanceKey, say, type Held } from './held-jobs.js';
import { JobRun, type RunContext } from './job-run.js';
import { RecentFences } from './recent-fences.js';
import type { Slots } from './slots.js';
import { traceRun } from './trace-run.js';

export interface JobsOptions {
  readonly node: string;
  /**
   * How long jobs go on without an engine that wants them. With the time in which a dead stream is noticed it must be
   * shorter than the engine's lease, so that a job has stopped before the engine gives it to another worker (R25).
   */
  readonly abandonAfterMs: number;
  /** Bytes of what the snapshot of one thing may keep. Default: `SNAPSHOT_BYTES`. */
  readonly snapshotBytes?: number | undefined;
}

export interface JobsParts {
  readonly handlers: Handlers;
  readonly slots: Slots;
  readonly clock: Clock;
  readonly onJob?: JobListener | undefined;
  /** Undefined: nothing is traced. */
  readonly tracer?: Tracer | undefined;
  /** Called whenever a job or a report is done with. */
  readonly onProgress?: (() => void) | undefined;
}

/** Hears of every run, for metrics. */
export interface JobListener {
  started(job: JobMessage): void;
  ended(job: JobMessage, report: ReportMessage, tookMs: number): void;
}

/** How often what has no employer is told to all of them, while a stack is handed from one engine to another. */
const SAID_AGAIN_MS = 500;

/**
 * The jobs of this worker, whichever engine gave them. What it promises: a job runs once for each fence, and no two runs of an
 * instance overlap; a report is said until it is acknowledged; a checkpoint returns only when it is saved. A job belongs to the
 * engine that pushed it last; when that one is gone, or the stack is not its any more, all are told until one wants it.
 */
export class Jobs {
  private readonly held = new HeldJobs();
  /** Who is there, and what has ended since they are. */
  private readonly employers = new Map<Employer, RecentFences>();
  private readonly context: RunContext;
  /** Of the timers that run. */
  private readonly cancels = new Set<() => void>();
  private draining = false;
  private saysAgain = false;

  constructor(
    private readonly parts: JobsParts,
    private readonly options: JobsOptions,
  ) {
    const { clock, handlers } = parts;
    this.context = {
      handlers,
      node: options.node,
      clock,
      snapshotBytes: options.snapshotBytes ?? SNAPSHOT_BYTES,
      sendCheckpoint: (checkpoint) => {
        const held = this.held.find(checkpoint.ref);
        if (held) this.tell(held, (employer) => { employer.checkpoint(checkpoint); }); // prettier-ignore
      },
      sendRecord: (request) => {
        const held = this.held.find(request.ref);
        if (held) this.tell(held, (employer) => { employer.record(request); }); // prettier-ignore
      },
      logLine: ({ ref, stackId, instanceId }, line) => {
        this.held.find(ref)?.lastEmployer.logLine({ ref, stackId, instanceId, line, atMs: clock.now() });
      },
    };
  }

  /** An engine is there. */
  joined(employer: Employer): void {
    this.employers.set(employer, new RecentFences());
    for (const held of this.held.all) if (held.employer === employer || !held.employer) say(held, employer);
  }

  /** Its stream ended. Its jobs go on for a while, in case it is back, or another engine takes them. */
  left(employer: Employer): void {
    // The next stream may be to an engine whose database was set back: fences count anew.
    if (!this.employers.delete(employer)) return;
    const orphans = [...this.held.all].filter((held) => held.employer === employer);
    this.orphan(orphans);
    this.sayAgainSoon();
  }

  accept(job: JobMessage, employer: Employer): void {
    const instance = instanceKey(job);
    const before = this.held.newest(instance);
    if (before) {
      if (before.job.ref.fence > job.ref.fence) return;
      if (before.job.ref.fence === job.ref.fence) {
        this.belongsTo(before, employer);
        return;
      }
      this.overtake(before);
    }
    const held: Held = {
      job, instance, employer, lastEmployer: employer, orphanedMs: 0, withdraw: () => undefined,
    }; // prettier-ignore
    this.held.add(held);
    // A run that ended and was acknowledged: an engine that pushes it has forgotten that, and must hear of it.
    const ended = this.employers.get(employer)?.of(instance) ?? 0;
    if (this.draining || ended >= job.ref.fence) {
      this.handBack(held);
      return;
    }
    held.withdraw = this.parts.slots.enter(instance, () => void this.run(held));
  }

  /** The engine counts on these runs. */
  goOn(refs: readonly JobRef[], employer: Employer): void {
    for (const ref of refs) {
      const held = this.held.find(ref);
      if (held) this.belongsTo(held, employer);
    }
  }

  /** Their stacks are not that engine's (any more). */
  notOurs(refs: readonly JobRef[], employer: Employer): void {
    const theirs = refs
      .flatMap((ref) => this.held.find(ref) ?? [])
      .filter((held) => held.employer === employer);
    this.orphan(theirs);
    for (const other of this.employers.keys())
      if (other !== employer) for (const held of theirs) say(held, other);
    this.sayAgainSoon();
  }

  cancel(refs: readonly JobRef[]): void {
    for (const ref of refs) {
      const held = this.held.find(ref);
      if (held) this.abort(held, 'cancelled by the engine');
    }
  }

  saved(ref: JobRef, number: number): void {
    this.held.find(ref)?.run?.checkpointSaved(number);
  }

  recordReplied(reply: RecordReply): void {
    this.held.find(reply.ref)?.run?.recordReplied(reply);
  }

  acknowledged(refs: readonly JobRef[]): void {
    for (const ref of refs) {
      const held = this.held.find(ref);
      if (!held?.report) continue;
      this.held.remove(held);
      for (const recent of this.employers.values()) recent.ended(held.instance, ref.fence);
    }
    this.parts.onProgress?.();
  }

  /** Takes no more jobs and hands back those that have not begun; what runs goes on. */
  drain(): void {
    this.draining = true;
    for (const held of [...this.held.all]) if (!held.run && !held.report) this.handBack(held);
  }

  /** Asks everything that runs to stop; the reports follow. */
  abortAll(reason: string): void {
    for (const held of [...this.held.all]) this.abort(held, reason);
  }

  /** Nothing more is said, and no time counted. */
  stop(): void {
    this.employers.clear();
    for (const cancel of this.cancels) cancel();
    this.cancels.clear();
  }

  refs(): readonly JobRef[] {
    return this.held.refs();
  }

  get isDraining(): boolean {
    return this.draining;
  }

  /** Jobs that run or wait for a slot. */
  get unfinished(): number {
    return this.held.unfinished;
  }

  /** Jobs whose report no engine has acknowledged, and those that are not finished. */
  get unacknowledged(): number {
    return this.held.size;
  }

  private belongsTo(held: Held, employer: Employer): void {
    held.employer = employer;
    held.lastEmployer = employer;
    say(held, employer);
  }

  /** Nobody is known to want them. They go on for a while, in case somebody does: an engine that is back, or the next one. */
  private orphan(orphans: readonly Held[]): void {
    const { abandonAfterMs } = this.options;
    const orphanedMs = this.parts.clock.monotonic();
    for (const held of orphans) Object.assign(held, { employer: undefined, orphanedMs });
    if (orphans.length === 0) return;
    this.later(abandonAfterMs, () => {
      for (const held of orphans)
        if (!held.employer && held.orphanedMs === orphanedMs && this.held.find(held.job.ref) === held)
          this.abort(held, 'no engine could be reached');
    });
  }

  private tell(held: Held, say: (employer: Employer) => void): void {
    const { employer } = held;
    if (employer) {
      if (this.employers.has(employer)) say(employer);
      return;
    }
    for (const one of this.employers.keys()) say(one);
    this.sayAgainSoon();
  }

  private later(ms: number, act: () => void): void {
    const cancel = this.parts.clock.setTimer(ms, () => {
      this.cancels.delete(cancel);
      act();
    });
    this.cancels.add(cancel);
  }

  private sayAgainSoon(): void {
    if (this.saysAgain || ![...this.held.all].some((held) => !held.employer && hasToSay(held))) return;
    this.saysAgain = true;
    this.later(SAID_AGAIN_MS, () => {
      this.saysAgain = false;
      for (const held of this.held.all)
        if (!held.employer) for (const employer of this.employers.keys()) say(held, employer);
      this.sayAgainSoon();
    });
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
    const { clock, slots, onJob, tracer } = this.parts;
    const { job } = held;
    const run = (held.run = new JobRun(job, this.context));
    held.employer?.started(job.ref);
    onJob?.started(job);
    const begun = clock.monotonic();
    const report = await (tracer ? traceRun(tracer, job, () => run.run()) : run.run());
    this.ended(held, report);
    onJob?.ended(job, report, clock.monotonic() - begun);
    slots.leave(held.instance);
    this.parts.onProgress?.();
  }

  private ended(held: Held, report: ReportMessage): void {
    held.report = report;
    this.tell(held, (employer) => { employer.report(report); }); // prettier-ignore
  }

  private abort(held: Held, reason: string): void {
    if (held.report) return;
    if (held.run) held.run.abort(reason);
    else this.handBack(held);
  }

  /** It has not begun and never will: the engine may give it to another worker. */
  private handBack(held: Held): void {
    held.withdraw();
    this.ended(held, handedBack(held.job));
    this.parts.onProgress?.();
  }
}
