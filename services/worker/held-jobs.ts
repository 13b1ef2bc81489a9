import type { JobMessage, JobRef, ReportMessage } from '../../lib/protocol/worker.js';
import type { JobRun } from './job-run.js';
import type { Employer } from './employer.js';

/** A job from its push to the acknowledgement of its report. */
export interface Held {
  readonly job: JobMessage;
  /** Names the instance: one runs at a time, and its fences rise. */
  readonly instance: string;
  /** Whose it is; undefined while that is not known, */
  employer: Employer | undefined;
  /** which is so since then, by the monotonic clock. */
  orphanedMs: number;
  /** Whose it was last, for what need not arrive. */
  lastEmployer: Employer;
  /** Absent while it waits for a slot. */
  run?: JobRun;
  /** Present when it ended. */
  report?: ReportMessage;
  /** Takes it out of the queue for slots. */
  withdraw: () => void;
}

/** The jobs that were given to this worker, by run and by instance. */
export class HeldJobs {
  private readonly byRun = new Map<string, Held>();
  private readonly newestRun = new Map<string, Held>();

  add(held: Held): void {
    this.byRun.set(runKey(held.job.ref), held);
    this.newestRun.set(held.instance, held);
  }

  remove(held: Held): void {
    this.byRun.delete(runKey(held.job.ref));
    if (this.newestRun.get(held.instance) === held) this.newestRun.delete(held.instance);
  }

  find(ref: JobRef): Held | undefined {
    return this.byRun.get(runKey(ref));
  }

  /** The one with the highest fence. */
  newest(instance: string): Held | undefined {
    return this.newestRun.get(instance);
  }

  get all(): Iterable<Held> {
    return this.byRun.values();
  }

  refs(): readonly JobRef[] {
    return Array.from(this.byRun.values(), ({ job }) => job.ref);
  }

  /** Those that run or wait for a slot. */
  get unfinished(): number {
    let count = 0;
    for (const held of this.byRun.values()) if (!held.report) count += 1;
    return count;
  }

  get size(): number {
    return this.byRun.size;
  }
}

const runKey = ({ jobId, fence }: JobRef): string => `${jobId} ${String(fence)}`;

export const instanceKey = ({ stackId, instanceId }: JobMessage): string => `${stackId} ${instanceId}`;

/** Something of it waits for an engine's answer. */
export function hasToSay({ report, run }: Held): boolean {
  return report !== undefined || (run?.waits ?? false);
}

/** Says all of it that waits for an answer. */
export function say({ report, run }: Held, employer: Employer): void {
  if (report) employer.report(report);
  else run?.sayUnanswered(employer);
}

/** The report of a job that has not begun and never will. */
export function handedBack({ ref, stackId, instanceId, physicalId }: JobMessage): ReportMessage {
  return {
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
    againMs: 0,
  };
}
