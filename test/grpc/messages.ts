import type { ResourceTypeSchema } from '../../lib/handler/contract.js';
import type { JobMessage, OfferedType, ReportMessage, WorkerHello } from '../../lib/protocol/worker.js';

export function offeredType(type: string): OfferedType {
  const schema: ResourceTypeSchema = {
    type,
    description: 'For tests.',
    properties: {},
    attributes: {},
    broken: 'replace',
    observed: 'by observer',
    updatable: true,
  };
  return { schema, schemaHash: 'aa', schemaText: JSON.stringify(schema) };
}

export function workerHello(): WorkerHello {
  return {
    workerId: 'w1',
    node: 'n1',
    credits: 8,
    protocol: 1,
    version: '0.1.0',
    types: [offeredType('Test::Thing')],
    held: [{ jobId: 'j0', fence: 4 }],
    constraints: ['test.thing'],
  };
}

export function someJob(i: number): JobMessage {
  return {
    ref: { jobId: `j${String(i)}`, fence: 1 },
    action: 'create',
    type: 'Test::Thing',
    stackId: 's1',
    stackName: 'shop',
    resource: `r${String(i)}`,
    instanceId: String(i),
    idempotencyKey: `key-${String(i)}`,
    physicalId: '',
    goal: '{}',
    changes: [],
    checkpoint: '',
    attempt: 1,
    argument: '',
    secretProperties: [],
    traceParent: '',
  };
}

export function someReport(i: number): ReportMessage {
  return {
    ref: { jobId: `j${String(i)}`, fence: 1 },
    stackId: 's1',
    instanceId: String(i),
    outcome: 'succeeded',
    physicalId: `p${String(i)}`,
    observation: { status: 'ready', properties: '{"a":1}', attributes: '', reason: '' },
    error: '',
    data: '',
    made: true,
    watchPeriodMs: 0,
    pendingTimeoutMs: 250,
    againMs: 0,
  };
}
