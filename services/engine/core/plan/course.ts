import { isAsked, type Instance, type JobAction } from '../instance.js';

/** What a plan does about one resource that the goal wants. */
export interface Course {
  /** Its instances as they were before anything was done. */
  readonly before: readonly Instance[];
  /** The jobs it takes. */
  readonly jobs: Set<JobAction>;
  /** When the first of them comes, among all that is done; Infinity: nothing is. */
  order: number;
  /** It comes to this whatever the values turn out to be that are not known yet. */
  certain: boolean;
  /** Which of its instances stays depends on values that are not known, or on what ends first. */
  contested: boolean;
  /** Another one is made, where values that are not known may have let one go on that is there. */
  mayKeep: boolean;
  /** A job was in flight when the plan was made: what it does belongs to it. */
  underWay: boolean;
  /** It yields to what it is built on, which has to go before its next one can be made (R11). */
  yieldsTo: string;
  /** Its thing that was given up for being gone or broken, as it then was. */
  lost: Instance | null;
}

/** What a plan does about an instance that nobody wants. */
export interface Removal {
  /** As it was before. */
  readonly instance: Instance;
  readonly order: number;
  readonly certain: boolean;
  /** Why its thing stays; empty: it is deleted. */
  readonly stays: string;
}

export function newCourse(instances: readonly Instance[]): Course {
  return {
    before: instances.map((instance) => ({ ...instance })),
    jobs: new Set(),
    order: Infinity,
    certain: !instances.some(isInDoubt),
    contested: false,
    mayKeep: false,
    underWay: false,
    yieldsTo: '',
    lost: null,
  };
}

/** What was seen gone or broken once may be well at the second look. */
function isInDoubt({ observed }: Instance): boolean {
  return observed?.looks === 1 && (observed.status === 'absent' || observed.status === 'broken');
}

/** It does what it did when the plan was made, for the sake of what it is. */
export function isUnderWay({ before }: Course, { ordinal, job }: Instance): boolean {
  if (!job || isAsked(job.action)) return false;
  return before.some((instance) => instance.ordinal === ordinal && instance.job?.fence === job.fence);
}
