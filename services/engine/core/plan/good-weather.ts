import type { Hands } from '../carry-out.js';
import type { Changes } from '../changes.js';
import { dispatched } from '../facts/dispatched.js';
import { due } from '../facts/due.js';
import { sees, type Look } from '../facts/observed.js';
import { reported } from '../facts/reported.js';
import { isAsked, type Instance, type Job, type JobAction, type TimerPurpose } from '../instance.js';
import type { Snapshot } from '../snapshot.js';
import type { Decision, Verdict } from '../verdict.js';
import type { Unknown } from './planning.js';

interface Awaited {
  readonly instance: Instance;
  /** `held`: on the end of its job. */
  readonly verdict: Verdict;
}

/**
 * What is waited for in a plan comes: jobs end well, what is pending gets ready, a time is over; one after another, as they
 * began.
 */
export class GoodWeather {
  private readonly awaited: Awaited[] = [];
  private next = 0;

  constructor(
    private readonly snapshot: Snapshot,
    private readonly changes: Changes,
  ) {
    const inFlight = [...snapshot.instances.values()].filter(({ job }) => job);
    for (const instance of inFlight.sort((a, b) => a.ordinal - b.ordinal))
      this.awaited.push({ instance, verdict: 'held' });
  }

  readonly hands: Hands = {
    dispatch: (decision, standAt) => {
      standAt('held');
      const instance = dispatched(this.snapshot, this.changes, decision, NOWHERE);
      this.awaited.push({ instance, verdict: 'held' });
    },
    cancel: () => undefined,
    park: () => undefined,
    setTimer: (instance, { purpose }) => {
      if (purpose !== 'hold') instance.timer = { purpose, dueMs: 0, rung: false };
    },
  };

  await(decision: Decision): void {
    if (decision.kind !== 'wait' || !decision.instance) return;
    const { instance, verdict } = decision;
    this.awaited.push({ instance, verdict });
  }

  /** False: nothing is waited for that could come. */
  goesOn(): boolean {
    const awaited = this.awaited[this.next];
    if (!awaited) return false;
    this.next += 1;
    const { instance, verdict } = awaited;
    if (verdict === 'held') this.succeed(instance);
    else if (!instance.job && this.snapshot.instances.get(instance.ordinal) === instance)
      this.comes(instance, verdict);
    return true;
  }

  /** Its handler reports what it would in good weather. */
  private succeed(instance: Instance): void {
    const { job } = instance;
    if (!job) return;
    const unknown = unknownAfter(job.action);
    if (unknown) this.becomesUnknown(instance, instance.physicalId === '' ? 'all' : unknown);
    // It stays settled meanwhile, and those that refer to it would hear of other attributes.
    if (isAsked(job.action))
      for (const dependant of instance.resource.dependants) this.changes.touch(dependant);
    reported(this.snapshot, this.changes, reportOf(instance, job));
  }

  private becomesUnknown(instance: Instance, what: Unknown): void {
    const { planning } = this.snapshot;
    // What does not exist is not known any better for being changed.
    if (planning?.unknown.get(instance) !== 'all') planning?.unknown.set(instance, what);
  }

  private comes(instance: Instance, verdict: Verdict): void {
    const { snapshot, changes } = this;
    const { observed, timer } = instance;
    if (verdict === 'observation' || verdict === 'broken') {
      if (observed && observed.status !== 'pending' && observed.status !== 'broken') return;
      this.becomesUnknown(instance, 'attributes');
      sees(snapshot, changes, instance, { ...READY, properties: observed?.properties ?? null });
    } else if (verdict === 'confirm') {
      if (observed?.looks === 1) sees(snapshot, changes, instance, { ...observed, attributes: null });
    } else if (timer && PASSES.has(timer.purpose)) {
      due(snapshot, changes, instance.ordinal, timer.dueMs);
    }
  }
}

function reportOf(instance: Instance, { action, fence }: Job): Parameters<typeof reported>[2] {
  const { ordinal, physicalId, resource, type, node } = instance;
  return {
    ordinal,
    fence,
    outcome: 'succeeded',
    // Stands for what nobody knows yet.
    physicalId: action === 'create' ? physicalId || `what instance ${String(ordinal)} makes` : physicalId,
    observation: READY,
    error: '',
    data: '',
    made: true,
    watchPeriodMs: 0,
    pendingTimeoutMs: 0,
    againMs: 0,
    resource: resource.name,
    type,
    node,
  };
}

/** What is not known of a thing once the job has ended. */
function unknownAfter(action: JobAction): Unknown | undefined {
  const changesNothing =
    action === 'delete' || action === 'snapshot' || action === 'check' || action === 'suspend';
  return changesNothing ? undefined : 'attributes';
}

/** What is waited for by the clock, and goes on then. */
const PASSES: ReadonlySet<TimerPurpose> = new Set(['retry', 'again', 'search', 'repair']);
const NOWHERE = { worker: '', node: '' };
const READY: Look = { status: 'ready', properties: null, attributes: null, reason: '' };
