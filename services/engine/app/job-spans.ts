import type { JobMessage } from '../../../lib/protocol/worker.js';
import type { Attributes, Span, Tracer } from '../../../lib/tracing/tracer.js';
import type { JobReport } from '../core/facts/reported.js';
import type { Job } from '../core/instance.js';
import type { DropReason } from './commit-rows.js';
import type { Fact } from './facts.js';
import { withoutSecrets } from './hide-secrets.js';
import type { Push } from './push-jobs.js';
import type { Resident } from './resident.js';

interface Open {
  readonly fence: number;
  readonly span: Span;
}

/**
 * The spans of jobs in flight: from the dispatch until the report is taken. They are in memory only: of a job that outlives its
 * engine the next one makes another span, in the same trace.
 */
export class JobSpans {
  /** By stack and instance. */
  private readonly open = new Map<string, Map<number, Open>>();

  constructor(private readonly tracer: Tracer) {}

  /** The message with its span, to which the worker's part belongs. A job that is pushed once more has the span that it has. */
  traced(message: JobMessage, push: Push): JobMessage {
    const { resident, instance } = push;
    const { job } = instance;
    if (!job) return message;
    const known = this.find(resident, instance.ordinal, job.fence);
    const { traceParent } = known?.span ?? this.begin(push, job, job.sinceMs);
    return { ...message, traceParent };
  }

  /** It was under way before the stack came into this engine's memory: its worker may have it, and know another span. */
  adopt(push: Push, job: Job): void {
    this.begin(push, job);
  }

  /** Before the fact is applied: what it tells is hidden by what is known of the instance until then. */
  takes(resident: Resident, fact: Fact): void {
    if (fact.kind !== 'reported' && fact.kind !== 'lost') return;
    const { ordinal, fence } = fact.kind === 'reported' ? fact.report : fact;
    const open = this.find(resident, ordinal, fence);
    if (!open) return;
    if (fact.kind === 'lost') end(open, 'lost', 'its worker is gone');
    else end(open, fact.report.outcome, failureOf(resident, fact.report));
    this.open.get(resident.id)?.delete(ordinal);
  }

  /** The stack is not in memory any more: its jobs go on, but nobody here will hear of them. */
  drop({ id }: Resident, why: DropReason): void {
    for (const open of this.open.get(id)?.values() ?? []) end(open, why);
    this.open.delete(id);
  }

  private find({ id }: Resident, ordinal: number, fence: number): Open | undefined {
    const open = this.open.get(id)?.get(ordinal);
    return open?.fence === fence ? open : undefined;
  }

  private begin({ resident, instance }: Push, job: Job, sinceMs?: number): Span {
    const action = job.action.toUpperCase();
    const span = this.tracer.start({
      name: `job ${action} ${instance.type}`,
      kind: 'client',
      ...traceOf(resident),
      ...(sinceMs !== undefined && { sinceMs }),
      attributes: {
        'isotherm.tenant': resident.tenant,
        'isotherm.stack.id': resident.id,
        'isotherm.stack.name': resident.name,
        'isotherm.revision': resident.snapshot.goal.revision,
        'isotherm.resource.name': instance.resource.name,
        'isotherm.resource.type': instance.type,
        'isotherm.job.action': action,
        'isotherm.job.attempt': job.attempt,
        'isotherm.worker.id': job.worker,
      },
    });
    const ofStack = this.open.get(resident.id) ?? new Map<number, Open>();
    this.open.set(resident.id, ofStack);
    const before = ofStack.get(instance.ordinal);
    if (before) end(before, 'lost');
    ofStack.set(instance.ordinal, { fence: job.fence, span });
    return span;
  }
}

/** A repair of what was reached is nobody's request: it begins a trace, which only names the one of the goal. */
function traceOf({ snapshot, traceParent }: Resident): { readonly parent: string; readonly link?: string } {
  const { completedRevision, goal } = snapshot;
  return completedRevision < goal.revision ? { parent: traceParent } : { parent: '', link: traceParent };
}

function end({ span }: Open, outcome: string, failure?: string): void {
  const failed: Attributes = failure === undefined ? {} : { 'error.type': outcome };
  span.end({ 'isotherm.job.outcome': outcome, ...failed }, failure);
}

/** Undefined: nothing has failed, be it that it is to go on later or was stopped. */
function failureOf(resident: Resident, report: JobReport): string | undefined {
  const { outcome } = report;
  return outcome === 'transient' || outcome === 'permanent'
    ? withoutSecrets(resident, report).error
    : undefined;
}
