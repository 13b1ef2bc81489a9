import type { JobMessage, JobRef } from '../../../lib/protocol/worker.js';
import type { WorkerLink } from './peers.js';

interface Waiting {
  readonly acknowledged: JobRef[];
  readonly jobs: JobMessage[];
  readonly cancelled: JobRef[];
}

/**
 * What a turn has to say to workers. All of one breath goes out in one message a worker: a message costs far more than what
 * is in it, and in a chain the acknowledgement of one link travels with the job of the next.
 */
export class WorkerOutbox {
  private waiting = new Map<WorkerLink, Waiting>();

  acknowledge(link: WorkerLink, ref: JobRef): void {
    this.of(link).acknowledged.push(ref);
  }

  push(link: WorkerLink, job: JobMessage): void {
    this.of(link).jobs.push(job);
  }

  /** Of a job that was pushed just now: its worker hears of that after the job. */
  cancel(link: WorkerLink, ref: JobRef): void {
    this.of(link).cancelled.push(ref);
  }

  private of(link: WorkerLink): Waiting {
    let waiting = this.waiting.get(link);
    if (!waiting) {
      if (this.waiting.size === 0) queueMicrotask(() => { this.flush(); }); // prettier-ignore
      this.waiting.set(link, (waiting = { acknowledged: [], jobs: [], cancelled: [] }));
    }
    return waiting;
  }

  private flush(): void {
    const { waiting } = this;
    this.waiting = new Map();
    for (const [link, { acknowledged, jobs, cancelled }] of waiting) {
      if (jobs.length > 0) link.send({ kind: 'jobs', jobs, acknowledged });
      else link.send({ kind: 'acknowledged', refs: acknowledged });
      if (cancelled.length > 0) link.send({ kind: 'cancel', refs: cancelled });
    }
  }
}
