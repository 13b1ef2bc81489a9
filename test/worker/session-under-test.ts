import type { Call, Created, Done, Handler } from '../../lib/handler/contract.js';
import type { JsonObject } from '../../lib/json.js';
import { silentLogger } from '../../lib/log.js';
import type {
  EngineToWorker,
  JobMessage,
  LogLineMessage,
  ReportMessage,
  WorkerToEngine,
} from '../../lib/protocol/worker.js';
import type { Tracer } from '../../lib/tracing/tracer.js';
import { Jobs } from '../../services/worker/jobs.js';
import { WorkerSession } from '../../services/worker/session.js';
import { Slots } from '../../services/worker/slots.js';
import { offeredType, someJob } from '../grpc/messages.js';
import { FakeTransport } from '../support/fake-transport.js';
import { ManualClock, settled } from '../support/manual-clock.js';
import { z } from 'zod';

/** A handler whose actions end when the test says so. */
export class SteeredHandler implements Handler {
  readonly type = 'Test::Thing';
  readonly description = 'For tests.';
  readonly properties = z.object({});
  readonly attributes = z.object({});
  readonly calls: SteeredCall[] = [];

  create(goal: JsonObject, call: Call): Promise<Created> {
    return this.begin('create', '', goal, call) as Promise<Created>;
  }

  update(id: string, goal: JsonObject, _changes: ReadonlySet<string>, call: Call): Promise<Done> {
    return this.begin('update', id, goal, call);
  }

  async delete(id: string, goal: JsonObject, call: Call): Promise<void> {
    await this.begin('delete', id, goal, call);
  }

  get last(): SteeredCall {
    const call = this.calls.at(-1);
    if (!call) throw new Error('the handler was not called');
    return call;
  }

  private begin(action: string, id: string, goal: JsonObject, call: Call): Promise<object> {
    return new Promise((resolve, reject) => {
      this.calls.push({ action, id, goal, call, end: resolve, fail: reject });
    });
  }
}

export interface SteeredCall {
  readonly action: string;
  readonly id: string;
  readonly goal: JsonObject;
  readonly call: Call;
  end(result: object): void;
  fail(error: unknown): void;
}

export interface UnderTest {
  readonly clock: ManualClock;
  readonly transport: FakeTransport<WorkerToEngine, EngineToWorker>;
  readonly session: WorkerSession;
  readonly jobs: Jobs;
  readonly slots: Slots;
  onProgress: () => void;
  /** Opens a stream that is welcomed. */
  connect(): Promise<void>;
  push(...jobs: JobMessage[]): Promise<void>;
  acknowledge(...refs: { jobId: string; fence: number }[]): void;
  reports(): readonly ReportMessage[];
  lines(): readonly LogLineMessage[];
}

export function sessionWith(handler: Handler, total = 4, snapshotBytes?: number, tracer?: Tracer): UnderTest {
  const clock = new ManualClock();
  const transport = new FakeTransport<WorkerToEngine, EngineToWorker>();
  const slots = new Slots(total);
  const handlers = {
    offered: [offeredType(handler.type)],
    handlerOf: (type: string) => (type === handler.type ? handler : undefined),
    settingsOf: () => ({ root: '/srv' }),
    parseGoal: (_type: string, goal: JsonObject) => {
      if (goal['bad'] !== undefined) throw new Error('bad is not a property');
      return goal;
    },
  };
  const jobs = new Jobs(
    {
      handlers,
      slots,
      clock,
      tracer,
      onProgress: () => {
        made.onProgress();
      },
    },
    { node: 'n1', abandonAfterMs: 30_000, snapshotBytes },
  );
  const session = new WorkerSession(
    { transport, jobs, defer: setImmediate, log: silentLogger },
    { workerId: 'w1', node: 'n1', version: '0', credits: total, types: handlers.offered },
  );
  session.start();
  const made: UnderTest = {
    onProgress: () => undefined,
    clock,
    transport,
    session,
    jobs,
    slots,
    async connect() {
      transport.open();
      transport.say({ kind: 'welcome', engineId: 'e1', engines: [] });
      await settled();
    },
    async push(...jobs) {
      transport.say({ kind: 'jobs', jobs, acknowledged: [] });
      await settled();
    },
    acknowledge(...refs) {
      transport.say({ kind: 'acknowledged', refs });
    },
    reports: () => transport.sent.flatMap((m) => (m.kind === 'reports' ? m.reports : [])),
    lines: () => transport.sent.flatMap((m) => (m.kind === 'logLines' ? m.lines : [])),
  };
  return made;
}

export const job = (more: Partial<JobMessage> = {}): JobMessage => ({ ...someJob(1), ...more });

export const withFence = (fence: number, more: Partial<JobMessage> = {}): JobMessage =>
  job({ ref: { jobId: 'j1', fence }, ...more });

/** As a provider package throws them. */
export function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
