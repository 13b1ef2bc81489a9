import type { Instance, JobAction } from '../instance.js';

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
  /** A job was in flight when the plan was made: what it does belongs to it. */
  underWay: boolean;
  /** It yields to what it is built on, which has to go before its next one can be made (R11). */
  yieldsTo: string;
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
    underWay: false,
    yieldsTo: '',
  };
}

/** What was seen gone or broken once may be well at the second look. */
function isInDoubt({ observed }: Instance): boolean {
  return observed?.looks === 1 && (observed.status === 'absent' || observed.status === 'broken');
}
