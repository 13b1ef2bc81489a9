import { carryOut, type Hands } from '../carry-out.js';
import { Changes } from '../changes.js';
import { decideResource, type Looked } from '../decide.js';
import { dispatched } from '../facts/dispatched.js';
import { due } from '../facts/due.js';
import { newGoal } from '../facts/goal.js';
import { sees, type Look } from '../facts/observed.js';
import { reported } from '../facts/reported.js';
import type { Goal } from '../goal.js';
import { isAsked, type Instance, type JobAction, type TimerPurpose } from '../instance.js';
import type { Resource, Snapshot } from '../snapshot.js';
import type { Decision } from '../verdict.js';
import { isCertain, staysLive } from './certainty.js';
import { newCourse, type Course, type Removal } from './course.js';
import type { Unknown } from './planning.js';

/** Looks after which others may have the thread (R23). */
const SLICE = 200;

/**
 * Brings a copy of a snapshot to a goal, as if all went well: the very decisions of the deed, each job of which succeeds at once.
 * What it comes to is the plan.
 */
export class Simulation {
  readonly courses = new Map<Resource, Course>();
  /** By ordinal. */
  readonly removals = new Map<number, Removal>();
  /** From here on instances are of the plan's making. */
  readonly firstNew: number;
  private steps = 0;
  private readonly changes = new Changes(0);

  constructor(
    readonly snapshot: Snapshot,
    private readonly goal: Goal,
  ) {
    this.firstNew = snapshot.nextOrdinal;
  }

  /** Pauses now and then; what it says meanwhile is nothing. */
  *run(): Generator<undefined, void> {
    const { snapshot, changes } = this;
    newGoal(snapshot, changes, this.goal);
    yield;
    let looks = 0;
    const most = this.mostLooks();
    for (const resource of changes.touched) {
      changes.touched.delete(resource);
      this.look(resource);
      if ((looks += 1) > most) throw new Error(`a plan of stack ${snapshot.stackId} does not come to rest`);
      if (looks % SLICE > 0) continue;
      changes.reset();
      yield;
    }
  }

  /** The deed comes to rest after a few looks for each resource and edge: what takes longer is a fault of the core. */
  private mostLooks(): number {
    const { resources, instances } = this.snapshot;
    let parts = resources.size + instances.size;
    for (const { needs } of resources.values()) parts += needs.length;
    return 1_000 + 50 * parts;
  }

  private look(resource: Resource): void {
    const { snapshot, changes } = this;
    const course = this.courseOf(resource);
    const looked = decideResource(snapshot, resource);
    if (course) this.note(course, looked);
    for (const decision of looked.unwanted) this.noteRemoval(looked, decision);
    carryOut(snapshot, changes, looked, this.hands);
    if (looked.wanted) this.letPass(looked.wanted);
    for (const decision of looked.unwanted) this.letPass(decision);
  }

  private courseOf(resource: Resource): Course | undefined {
    if (!resource.goal) return undefined;
    let course = this.courses.get(resource);
    if (!course) {
      course = newCourse(resource.instances);
      this.courses.set(resource, course);
    }
    return course;
  }

  private note(course: Course, looked: Looked): void {
    const { wanted, resource } = looked;
    const job = wanted && jobOf(wanted);
    if (!wanted || job === undefined) return;
    if (course.order === Infinity) course.order = this.steps += 1;
    if (job !== null) course.jobs.add(job);
    if (wanted.kind === 'held') course.underWay = true;
    if (wanted.kind === 'wait' && wanted.verdict === 'vacant')
      course.yieldsTo ||= resource.needs.find(({ verdict }) => verdict === 'vacant')?.name ?? '';
    course.certain &&= isCertain(this.snapshot, looked, (other) => this.courses.get(other)?.certain ?? true);
  }

  private noteRemoval(looked: Looked, decision: Decision): void {
    if (!('instance' in decision) || !decision.instance) return;
    const { instance } = decision;
    const deletes =
      decision.kind === 'delete' || (decision.kind === 'held' && instance.job?.action === 'delete');
    if (!deletes && decision.kind !== 'forget') return;
    if (this.removals.has(instance.ordinal) || instance.ordinal >= this.firstNew) return;
    this.removals.set(instance.ordinal, {
      instance: { ...instance },
      order: (this.steps += 1),
      certain: staysLive(this.snapshot, looked),
      stays: decision.kind === 'forget' ? decision.reason : '',
    });
  }

  private readonly hands: Hands = {
    dispatch: (decision, standAt) => {
      standAt('held');
      this.succeed(dispatched(this.snapshot, this.changes, decision, NOWHERE));
    },
    cancel: () => undefined,
    park: () => undefined,
    setTimer: (instance, { purpose }) => {
      if (purpose === 'hold') return;
      instance.timer = { purpose, dueMs: 0, rung: false };
    },
  };

  /** What the handler would report. */
  private succeed(instance: Instance): void {
    const { job } = instance;
    if (!job) return;
    const unknown = unknownAfter(job.action, instance);
    if (unknown) this.snapshot.planning?.unknown.set(instance, unknown);
    // It stays settled meanwhile, and those that refer to it would hear of other attributes.
    if (isAsked(job.action))
      for (const dependant of instance.resource.dependants) this.changes.touch(dependant);
    reported(this.snapshot, this.changes, {
      ordinal: instance.ordinal,
      fence: job.fence,
      outcome: 'succeeded',
      physicalId: instance.adopting ? instance.physicalId : '',
      observation: READY,
      error: '',
      data: '',
      watchPeriodMs: 0,
      pendingTimeoutMs: 0,
      resource: instance.resource.name,
      type: instance.type,
      node: instance.node,
    });
  }

  /** What is waited for comes: the job in flight ends well, what is pending gets ready, a time is over. */
  private letPass(decision: Decision): void {
    if (decision.kind === 'held') this.succeed(decision.instance);
    if (decision.kind !== 'wait' || !decision.instance) return;
    const { instance, verdict } = decision;
    const { snapshot, changes } = this;
    if (verdict === 'observation' || verdict === 'broken') {
      if (snapshot.planning && !snapshot.planning.unknown.has(instance))
        snapshot.planning.unknown.set(instance, 'attributes');
      sees(snapshot, changes, instance, READY);
    } else if (verdict === 'confirm' && instance.observed) {
      sees(snapshot, changes, instance, { ...instance.observed, attributes: null });
    } else if (instance.timer && PASSES.has(instance.timer.purpose)) {
      due(snapshot, changes, instance.ordinal, instance.timer.dueMs);
    }
  }
}

/** What is waited for by the clock, and goes on then. */
const PASSES: ReadonlySet<TimerPurpose> = new Set(['retry', 'search', 'repair']);
const NOWHERE = { worker: '', node: '' };
const READY: Look = { status: 'ready', properties: null, attributes: null, reason: '' };

/** The job that a step takes; null: none of its own, but something is done. Undefined: nothing is done about the resource. */
function jobOf(decision: Decision): JobAction | null | undefined {
  switch (decision.kind) {
    case 'create':
    case 'replace':
      return 'create';
    case 'update':
    case 'adopt':
      return decision.kind;
    case 'held':
      return decision.instance.job && CHANGING.has(decision.instance.job.action)
        ? decision.instance.job.action
        : undefined;
    case 'wait':
      return decision.verdict === 'vacant' || decision.verdict === 'gone' ? null : undefined;
    default:
      return undefined;
  }
}

const CHANGING: ReadonlySet<JobAction> = new Set(['create', 'update', 'adopt']);

function unknownAfter(action: JobAction, { physicalId }: Instance): Unknown | undefined {
  if (action === 'create' && physicalId === '') return 'all';
  return action === 'delete' || action === 'snapshot' || action === 'check' || action === 'suspend'
    ? undefined
    : 'attributes';
}
