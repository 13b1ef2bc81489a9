import type { Changes } from '../../services/engine/core/changes.js';
import { Dispatcher } from '../../services/engine/app/dispatch.js';
import { restoreInstances } from '../../services/engine/app/instance-rows.js';
import { look } from '../../services/engine/app/look.js';
import { Parked } from '../../services/engine/app/parked.js';
import { newResident, type Resident } from '../../services/engine/app/resident.js';
import type {
  EventRow,
  FailureRow,
  InstanceRow,
  JobRow,
  SnapshotRow,
  StackRow,
} from '../../services/engine/app/store-port.js';
import { TurnRows } from '../../services/engine/app/turn-rows.js';
import type { GoalResource } from '../../lib/hot/values.js';
import { PROTOCOL_VERSION } from '../../lib/protocol/observation.js';
import { checkpointed } from '../../services/engine/core/facts/checkpointed.js';
import { newGoal } from '../../services/engine/core/facts/goal.js';
import { due } from '../../services/engine/core/facts/due.js';
import { lost } from '../../services/engine/core/facts/lost.js';
import { observed, type Look } from '../../services/engine/core/facts/observed.js';
import { reported, type JobReport } from '../../services/engine/core/facts/reported.js';
import { NO_MODES, type GoalAction, type Modes, type Request } from '../../services/engine/core/goal.js';
import { expired } from '../../services/engine/core/facts/expired.js';
import { overdue } from '../../services/engine/core/facts/overdue.js';
import type { Instance, JobAction } from '../../services/engine/core/instance.js';
import type { Rules } from '../../services/engine/core/snapshot.js';
import { deriveStatus } from '../../services/engine/core/status.js';
import type { ProviderLimits } from '../../services/engine/app/provider-limits/provider-limits.js';
import { ManualClock } from '../support/manual-clock.js';
import { noLimits } from '../support/no-limits.js';
import { ALL_TYPES, testRules } from './types.js';

/** A job as a worker would get it. */
export interface TestJob {
  readonly name: string;
  readonly action: JobAction;
  readonly ordinal: number;
  readonly fence: number;
  readonly physicalId: string;
  readonly type: string;
  /** JSON text of an object. */
  readonly goal: string;
}

const plain = { seal: (text: string) => text, open: (text: string) => text };
const STACK = '00000000-0000-4000-8000-000000000001';

/**
 * One stack without its shell: facts go in, what is touched is looked at until nothing is, rows are kept so that
 * it can be restored as after a crash. Everything fits on one worker.
 */
export class CoreStack {
  resident: Resident;
  /** Dispatched and not reported. */
  jobs: TestJob[] = [];
  /** All that was ever dispatched, as `create db`. */
  readonly done: string[] = [];
  readonly clock = new ManualClock();
  /** Called for each job at the moment of its dispatch. */
  onDispatch: (job: TestJob, instance: Instance) => void = () => undefined;
  private row: StackRow | undefined;
  private rows = new Map<number, InstanceRow>();
  private jobRows = new Map<number, JobRow>();
  private goal: readonly GoalResource[] = [];
  private action: GoalAction = 'CREATE';
  private revision = 0;
  private since = 0;
  private written: GoalAction = 'CREATE';
  private asked = 0;
  private modes: Modes = NO_MODES;
  /** The goal that was reached last. */
  private reached: readonly GoalResource[] = [];
  /** Jobs that were to be cancelled, by ordinal and fence. */
  readonly cancelled = new Set<string>();
  /** What was written that is never changed again. */
  readonly failures: FailureRow[] = [];
  readonly events: EventRow[] = [];
  readonly kept: SnapshotRow[] = [];
  /** What waits for a worker that offers its type. */
  readonly parked: Parked;
  private readonly limits: ProviderLimits;
  private readonly dispatcher: Dispatcher;

  constructor(private readonly rules: Rules = testRules) {
    this.resident = newResident({ id: STACK, name: 's', tenant: 't', shard: 0 }, undefined, rules, 0);
    this.limits = noLimits(this.clock);
    this.dispatcher = new Dispatcher({
      clock: this.clock,
      limits: this.limits,
      leaseMs: 1_000,
      identity: { engineId: 'e', engines: [] },
      lost: () => undefined,
      overdue: () => undefined,
      unpushed: () => undefined,
      isOurs: () => true,
    });
    this.parked = new Parked(this.dispatcher, this.limits);
    this.dispatcher.connected(
      { send: () => undefined, close: () => undefined },
      {
        workerId: 'w',
        node: 'n',
        credits: 1_000_000,
        protocol: PROTOCOL_VERSION,
        version: '',
        held: [],
        constraints: [],
        types: ALL_TYPES.map((schema) => ({ schema, schemaHash: '', schemaText: '' })),
      },
    );
  }

  get snapshot() {
    return this.resident.snapshot;
  }

  get status() {
    const { action, status } = deriveStatus(this.snapshot);
    return `${action}_${status}`;
  }

  /** Writes the next revision. */
  put(
    resources: readonly GoalResource[],
    action: GoalAction = this.revision === 0 ? 'CREATE' : 'UPDATE',
    modes: Partial<Modes> = {},
  ): void {
    this.revision += 1;
    [this.goal, this.action, this.since, this.asked] = [resources, action, this.revision, this.revision];
    this.written = action;
    this.modes = { ...this.modes, halted: false, cleared: [], ...modes };
    this.write();
  }

  /** Asks something of the goal that is there; without an action only its modes change. */
  ask(modes: Partial<Modes>, action?: GoalAction): void {
    this.revision += 1;
    if (action) [this.action, this.asked] = [action, this.revision];
    this.modes = { ...this.modes, ...modes };
    this.write();
  }

  /** A request of the next revision. */
  request(verb: Request['verb'], resource = '', argument = ''): Request {
    return { number: this.revision + 1, verb, resource, argument };
  }

  /** What the engine does once `shallRollBack`: the last goal that was reached, or the empty one. */
  rollBack(): void {
    this.put(this.reached, 'ROLLBACK', { requests: [] });
  }

  /** The time for what was asked is over. */
  expire(): void {
    this.expireOf(this.asked);
  }

  /** The time for what an earlier revision asked is over. */
  expireOf(asked: number): void {
    expired(this.snapshot, this.resident.changes, asked);
    this.run();
  }

  /** Another fact. */
  say(fact: (changes: Changes) => void): void {
    fact(this.resident.changes);
    this.run();
  }

  /** The job takes longer than it may. */
  overdue({ ordinal, fence }: TestJob): void {
    overdue(this.snapshot, this.resident.changes, ordinal, fence);
    this.run();
  }

  private write(): void {
    newGoal(this.snapshot, this.resident.changes, this.goalNow());
    this.run();
  }

  delete(): void {
    this.put([], 'DELETE');
  }

  report(job: TestJob, result: Partial<JobReport> & Pick<JobReport, 'outcome'>): 'moved' | 'stale' {
    this.jobs = this.jobs.filter((other) => other !== job);
    const { ordinal, fence, name, type } = job;
    const answer = reported(this.snapshot, this.resident.changes, {
      ordinal,
      fence,
      physicalId: '',
      observation: null,
      error: '',
      data: '',
      made: true,
      watchPeriodMs: 0,
      pendingTimeoutMs: 0,
      againMs: 0,
      resource: name,
      type,
      node: 'n',
      ...result,
    });
    this.run();
    return answer;
  }

  /** The handler saves how far it got. */
  checkpoint({ ordinal, fence }: TestJob, state: string, physicalId = ''): 'moved' | 'stale' {
    const fact = { ordinal, fence, physicalId, state };
    const answer = checkpointed(this.snapshot, this.resident.changes, fact);
    this.run();
    return answer;
  }

  lose(job: TestJob): void {
    this.jobs = this.jobs.filter((other) => other !== job);
    lost(this.snapshot, this.resident.changes, job.ordinal, job.fence);
    this.run();
  }

  look(
    instance: Instance,
    seen: Look,
    epoch = instance.epoch,
    sequence = instance.sequence + 1,
  ): 'moved' | 'stale' {
    const fact = { ordinal: instance.ordinal, epoch, sequence, look: seen };
    const answer = observed(this.snapshot, this.resident.changes, fact);
    this.run();
    return answer;
  }

  /** Lets the timer of the instance come due. */
  ring(instance: Instance): void {
    if (instance.timer) this.rings(instance, instance.timer.dueMs);
  }

  /** A timer of the instance that was set for then comes due. */
  rings({ ordinal }: Instance, dueMs: number): void {
    due(this.snapshot, this.resident.changes, ordinal, dueMs);
    this.run();
  }

  /** The engine dies and another one reads what was written. Jobs in flight stay with the worker. */
  restore(): void {
    const identity = { id: STACK, name: 's', tenant: 't', shard: 0 };
    this.resident = newResident(identity, this.row, this.rules, this.clock.now());
    restoreInstances(this.snapshot, [...this.rows.values()], [...this.jobRows.values()], plain);
    if (this.revision > 0) newGoal(this.snapshot, this.resident.changes, this.goalNow());
    this.run();
  }

  /** The one instance of the name. */
  only(name: string): Instance {
    const instances = this.snapshot.resources.get(name)?.instances ?? [];
    if (instances.length !== 1) throw new Error(`${name} has ${String(instances.length)} instances`);
    return instances[0] as Instance;
  }

  job(name: string): TestJob {
    const found = this.jobs.filter((job) => job.name === name);
    if (found.length !== 1) throw new Error(`${name} has ${String(found.length)} jobs in flight`);
    return found[0] as TestJob;
  }

  private goalNow() {
    const { revision, since, written, asked, action, goal: resources, modes } = this;
    return { revision, since, written, asked, action, resources, modes };
  }

  private run(): void {
    const { resident } = this;
    const context = {
      clock: this.clock,
      dispatcher: this.dispatcher,
      limits: this.limits,
      parked: this.parked,
      random: () => 0.5,
      setTimer: () => undefined,
      push: (_: Resident, instance: Instance) => {
        this.dispatched(instance);
      },
      cancel: (_: Resident, { ordinal, job }: Instance) => {
        this.cancelled.add(`${String(ordinal)}/${String(job?.fence)}`);
      },
    };
    let looks = 0;
    for (const resource of resident.changes.touched) {
      resident.changes.touched.delete(resource);
      look(context, resident, resource);
      if ((looks += 1) > 100_000) throw new Error('looking never ends');
    }
    this.keep();
    // What was found by a check is put right after it.
    if (resident.changes.touched.size > 0) this.run();
  }

  private dispatched(instance: Instance): void {
    const { job } = instance;
    if (!job) throw new Error('pushed without a job');
    const test: TestJob = {
      name: instance.resource.name,
      action: job.action,
      ordinal: instance.ordinal,
      fence: job.fence,
      physicalId: instance.physicalId,
      type: instance.type,
      goal: instance.applied.text,
    };
    this.jobs.push(test);
    this.done.push(`${job.action} ${test.name}`);
    this.onDispatch(test, instance);
  }

  /** What the store would do with the turn's rows. */
  private keep(): void {
    const rows = new TurnRows(plain);
    rows.add(this.resident, this.clock.now());
    this.row = rows.stacks[0];
    if (this.snapshot.completedRevision === this.revision) this.reached = this.goal;
    for (const row of rows.inserted) this.rows.set(row.ordinal, row);
    for (const row of rows.updated) {
      const before = this.rows.get(row.ordinal);
      if (!before) throw new Error(`an update of instance ${String(row.ordinal)}, which has no row`);
      this.rows.set(row.ordinal, { ...row, applied: row.applied ?? before.applied });
    }
    for (const { ordinal } of rows.removed) this.rows.delete(ordinal);
    for (const row of rows.jobs) this.jobRows.set(row.ordinal, row);
    for (const { ordinal } of rows.endedJobs) this.jobRows.delete(ordinal);
    this.failures.push(...rows.failures);
    this.events.push(...rows.events);
    this.kept.push(...rows.snapshots);
    this.resident.written.length = 0;
  }
}
