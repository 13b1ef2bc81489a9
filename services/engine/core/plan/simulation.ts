import { carryOut } from '../carry-out.js';
import { Changes } from '../changes.js';
import { decideResource, type Looked } from '../decide.js';
import { newGoal } from '../facts/goal.js';
import type { Goal } from '../goal.js';
import type { Instance, JobAction } from '../instance.js';
import { isBad, mayBeLive } from '../live-instance.js';
import type { Resource, Snapshot } from '../snapshot.js';
import type { Decision } from '../verdict.js';
import { isCertain, isContested, staysLive } from './certainty.js';
import { isUnderWay, newCourse, type Course, type Removal } from './course.js';
import { GoodWeather } from './good-weather.js';

/** Looks after which others may have the thread (R23). */
const SLICE = 200;

/**
 * Brings a copy of a snapshot to a goal, as if all went well: the very decisions of the deed, each job of which succeeds.
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
  private readonly weather: GoodWeather;

  constructor(
    readonly snapshot: Snapshot,
    private readonly goal: Goal,
  ) {
    this.firstNew = snapshot.nextOrdinal;
    this.weather = new GoodWeather(snapshot, this.changes);
  }

  /** Pauses now and then; what it says meanwhile is nothing. */
  *run(): Generator<undefined, void> {
    const { snapshot, changes, weather } = this;
    newGoal(snapshot, changes, this.goal);
    yield;
    let looks = 0;
    const most = this.mostLooks();
    do {
      for (const resource of changes.touched) {
        changes.touched.delete(resource);
        this.look(resource);
        if ((looks += 1) > most) throw new Error(`a plan of stack ${snapshot.stackId} does not come to rest`);
        if (looks % SLICE > 0) continue;
        changes.reset();
        yield;
      }
    } while (weather.goesOn());
  }

  /** The deed comes to rest after a few looks for each resource and edge: what takes longer is a fault of the core. */
  private mostLooks(): number {
    const { resources, instances } = this.snapshot;
    let parts = resources.size + instances.size;
    for (const { needs } of resources.values()) parts += needs.length;
    return 1_000 + 50 * parts;
  }

  private look(resource: Resource): void {
    const { snapshot, changes, weather } = this;
    const course = this.courseOf(resource);
    const looked = decideResource(snapshot, resource);
    if (course) this.note(course, looked);
    for (const decision of looked.unwanted) this.noteRemoval(looked, decision);
    carryOut(snapshot, changes, looked, weather.hands);
    if (looked.wanted) weather.await(looked.wanted);
    for (const decision of looked.unwanted) weather.await(decision);
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
    course.contested ||= isContested(this.snapshot, looked, this.firstNew);
    const job = wanted && jobOf(course, wanted);
    if (!wanted || job === undefined) return;
    if (course.order === Infinity) course.order = this.steps += 1;
    if (job !== null) course.jobs.add(job);
    if (wanted.kind === 'held') course.underWay = true;
    if (job === 'create') {
      course.lost ??= lostOf(resource);
      course.mayKeep ||= !staysLive(this.snapshot, looked);
    }
    if (isVacant(wanted))
      course.yieldsTo ||= resource.needs.find(({ verdict }) => verdict === 'vacant')?.name ?? '';
    course.certain &&= isCertain(this.snapshot, looked, (other) => this.courses.get(other)?.certain ?? true);
  }

  private noteRemoval(looked: Looked, decision: Decision): void {
    if (!('instance' in decision) || !decision.instance) return;
    const { instance } = decision;
    const isDeleted =
      decision.kind === 'delete' || (decision.kind === 'held' && instance.job?.action === 'delete');
    if (!isDeleted && decision.kind !== 'forget') return;
    if (this.removals.has(instance.ordinal) || instance.ordinal >= this.firstNew) return;
    const isKnown = this.snapshot.planning?.unknown.get(instance) !== 'all';
    this.removals.set(instance.ordinal, {
      instance: { ...instance, physicalId: isKnown ? instance.physicalId : '' },
      order: (this.steps += 1),
      certain: this.mustGo(looked),
      stays: decision.kind === 'forget' ? decision.reason : '',
    });
  }

  /** Those that do not stand for the resource would not whatever the values are. */
  private mustGo(looked: Looked): boolean {
    const { mayKeep = false, certain = true } = this.courses.get(looked.resource) ?? {};
    // What goes first for the sake of others is as certain as they are.
    if (mayKeep || (isVacant(looked.wanted) && !certain)) return false;
    return staysLive(this.snapshot, looked);
  }
}

function isVacant(decision: Decision | undefined): boolean {
  return decision?.kind === 'wait' && decision.verdict === 'vacant';
}

function lostOf({ instances }: Resource): Instance | null {
  const lost = instances.findLast((instance) => mayBeLive(instance) && isBad(instance));
  return lost ? { ...lost } : null;
}

/** The job that a step takes; null: none of its own, but something is done. Undefined: nothing is done about the resource. */
function jobOf(course: Course, decision: Decision): JobAction | null | undefined {
  switch (decision.kind) {
    case 'create':
    case 'replace':
      return 'create';
    case 'update':
    case 'adopt':
      return decision.kind;
    case 'held':
      return isUnderWay(course, decision.instance) ? decision.instance.job?.action : undefined;
    case 'wait':
      return decision.verdict === 'vacant' || decision.verdict === 'gone' ? null : undefined;
    default:
      return undefined;
  }
}
