import type { JobRef } from '../../../lib/protocol/worker.js';
import type { Instance } from '../core/instance.js';
import { jobIdOf } from './job-id.js';
import { pushJobs, type Push, type PushPorts } from './push-jobs.js';
import type { Resident } from './resident.js';

/** What a turn has to say to workers; said after its commit, for the stacks that were written. */
export class Outgoing {
  private pushes: Push[] = [];
  private cancels: { readonly resident: Resident; readonly ref: JobRef }[] = [];

  push(resident: Resident, instance: Instance): void {
    this.pushes.push({ resident, instance });
  }

  /** Its job, as it is now, brings about what is not wanted any more. */
  cancel(resident: Resident, instance: Instance): void {
    const { job } = instance;
    if (job)
      this.cancels.push({ resident, ref: { jobId: jobIdOf(resident.id, instance), fence: job.fence } });
  }

  /** Forgets what was to be said. Answers whose jobs were to be pushed. */
  discard(): ReadonlySet<Resident> {
    const { pushes } = this;
    this.pushes = [];
    this.cancels = [];
    return new Set(pushes.map(({ resident }) => resident));
  }

  send(ports: PushPorts, written: ReadonlySet<Resident>): void {
    const { pushes, cancels } = this;
    this.pushes = [];
    this.cancels = [];
    pushJobs(
      ports,
      pushes.filter(({ resident }) => written.has(resident)),
    );
    for (const { resident, ref } of cancels) if (written.has(resident)) ports.dispatcher.cancel(ref);
  }
}
