import { hash } from 'node:crypto';
import type { JsonObject } from '../../../lib/json.js';
import type { ReportedObservation } from '../../../lib/protocol/observation.js';
import type { JobMessage, JobRef, ReportMessage } from '../../../lib/protocol/worker.js';
import type { Look } from '../core/facts/observed.js';
import type { JobReport } from '../core/facts/reported.js';
import type { Instance } from '../core/instance.js';
import { jobId, jobIdOf, type JobTarget } from './job-id.js';
import type { Resident } from './resident.js';

/** The job in flight, as its worker gets it. */
export function jobMessage(resident: Resident, instance: Instance): JobMessage | undefined {
  const { job } = instance;
  if (!job) return undefined;
  return {
    ref: {
      jobId: jobIdOf(resident.id, instance),
      fence: job.fence,
    },
    action: job.action,
    type: instance.type,
    stackId: resident.id,
    stackName: resident.name,
    resource: instance.resource.name,
    instanceId: String(instance.ordinal),
    idempotencyKey: idempotencyKey(resident.id, instance),
    physicalId: instance.physicalId,
    goal: instance.applied.text,
    changes: job.changes,
    checkpoint: instance.checkpoint,
    attempt: job.attempt,
    argument: job.action === 'restore' ? (resident.snapshot.kept.get(instance.resource.name) ?? '') : '',
    secretProperties: instance.applied.secrets,
    traceParent: '',
  };
}

/**
 * One key an instance and action (R10). An update's names what it brings about, so that the next one has another;
 * a delete carries the create's, with which a half-made thing is found (R9). Keys hold for a type and name: where an old backup was
 * restored, numbers are given once more, and must not lead to the thing of another resource.
 */
function idempotencyKey(stackId: string, { job, ordinal, applied, type, resource }: Instance): string {
  const target = { ordinal, type, resource: resource.name };
  if (!job || job.action === 'create' || job.action === 'delete') return createKey(stackId, target);
  return `${instanceKey(stackId, target)}-${job.action}-${job.action === 'update' ? applied.digest : String(job.request)}`;
}

/** The key of an instance's create. */
export function createKey(stackId: string, target: InstanceName): string {
  return `${instanceKey(stackId, target)}-create`;
}

type InstanceName = Pick<JobTarget, 'ordinal' | 'type' | 'resource'>;

function instanceKey(stackId: string, { ordinal, type, resource }: InstanceName): string {
  const about = hash('sha256', `${type} ${resource}`).slice(0, 8);
  return `${stackId}-${String(ordinal)}-${about}`;
}

export function jobReport(message: ReportMessage, target: JobTarget, node: string): JobReport {
  return {
    ordinal: target.ordinal,
    fence: message.ref.fence,
    outcome: message.outcome,
    physicalId: message.physicalId,
    observation: message.observation ? lookOf(message.observation) : null,
    error: message.error,
    data: message.data,
    made: message.made,
    watchPeriodMs: message.watchPeriodMs,
    pendingTimeoutMs: message.pendingTimeoutMs,
    againMs: message.againMs,
    resource: target.resource,
    type: target.type,
    node,
  };
}

/** The run that a report ends. */
export function reportedRun(stackId: string, { ordinal, type, resource, fence }: JobReport): JobRef {
  return { jobId: jobId(stackId, ordinal, type, resource), fence };
}

export function lookOf(observation: ReportedObservation): Look {
  return {
    status: observation.status,
    properties: observation.properties === '' ? null : (JSON.parse(observation.properties) as JsonObject),
    attributes: observation.attributes === '' ? null : (JSON.parse(observation.attributes) as JsonObject),
    reason: observation.reason,
  };
}
