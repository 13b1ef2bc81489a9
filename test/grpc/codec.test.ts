import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { EngineToObserver, ObserverToEngine } from '../../lib/protocol/observer.js';
import type { EngineToWorker, JobAction, Verdict, WorkerToEngine } from '../../lib/protocol/worker.js';
import {
  decodeFromObserver,
  decodeToObserver,
  encodeFromObserver,
  encodeToObserver,
} from '../../lib/grpc/observer-codec.js';
import { observerMethod, workerMethod } from '../../lib/grpc/protos.js';
import { inChunks } from '../../lib/grpc/chunks.js';
import {
  decodeFromWorker,
  decodeToWorker,
  encodeFromWorker,
  encodeToWorker,
} from '../../lib/grpc/worker-codec.js';
import { splitFromWorker, splitToWorker } from '../../lib/grpc/split-messages.js';
import { offeredType, someJob, someReport } from './messages.js';

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const count = fc.nat(2 ** 32 - 1);
const ref = fc.record({ jobId: text, fence: count });
const list = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(of, { maxLength: 3 });
const types = list(text.map((name) => offeredType(`Test::${name}`)));
const observation = fc.record({
  status: fc.constantFrom('absent' as const, 'pending' as const, 'ready' as const, 'broken' as const),
  properties: text,
  attributes: text,
  reason: text,
});
const job = fc.record({
  ref,
  action: fc.constantFrom<JobAction>(
    'create', 'update', 'delete', 'adopt', 'check', 'suspend', 'resume', 'snapshot', 'restore',
  ), // prettier-ignore
  type: text,
  stackId: text,
  stackName: text,
  resource: text,
  instanceId: text,
  idempotencyKey: text,
  physicalId: text,
  goal: text,
  changes: list(text),
  checkpoint: text,
  attempt: count,
  argument: text,
  secretProperties: list(text),
  traceParent: text,
});
const report = fc.record({
  ref,
  stackId: text,
  instanceId: text,
  outcome: fc.constantFrom(
    'succeeded' as const,
    'transient' as const,
    'permanent' as const,
    'aborted' as const,
    'again' as const,
  ),
  physicalId: text,
  observation: fc.option(observation),
  error: text,
  data: text,
  watchPeriodMs: count,
  made: fc.boolean(),
  pendingTimeoutMs: count,
  againMs: count,
});
const checkpoint = fc.record({
  ref,
  stackId: text,
  instanceId: text,
  number: count,
  physicalId: text,
  state: text,
});
const line = fc.record({ ref, stackId: text, instanceId: text, line: text, atMs: fc.nat() });
const workerHello = fc.record({
  workerId: text,
  node: text,
  credits: count,
  protocol: fc.nat(9),
  version: text,
  types,
  held: list(ref),
  constraints: list(text),
});
const verdict = fc.constantFrom<Verdict>('fits', 'unfit', 'unanswered');
const question = fc.record({
  id: count,
  constraint: text,
  value: text,
  projectId: text,
  timeLimitMs: count,
});
const kind = <K extends string>(word: K): fc.Arbitrary<K> => fc.constant(word);
const welcome = fc.record({ kind: kind('welcome'), engineId: text, engines: list(text) });
const refused = fc.record({ kind: kind('refused'), reason: text });

const fromWorker: fc.Arbitrary<WorkerToEngine> = fc.oneof(
  fc.record({ kind: kind('hello'), hello: workerHello }),
  fc.record({ kind: kind('started'), refs: list(ref) }),
  fc.record({ kind: kind('checkpoint'), checkpoint }),
  fc.record({ kind: kind('reports'), reports: list(report) }),
  fc.record({ kind: kind('logLines'), lines: list(line) }),
  fc.record({ kind: kind('answers'), answers: list(fc.record({ id: count, verdict, reason: text })) }),
  fc.record({ kind: kind('draining') }),
);
const toWorker: fc.Arbitrary<EngineToWorker> = fc.oneof(
  welcome,
  refused,
  fc.record({ kind: kind('jobs'), jobs: list(job), acknowledged: list(ref) }),
  fc.record({ kind: kind('acknowledged'), refs: list(ref) }),
  fc.record({ kind: kind('checkpointSaved'), ref, number: count }),
  fc.record({ kind: kind('cancel'), refs: list(ref) }),
  fc.record({ kind: kind('goOn'), refs: list(ref) }),
  fc.record({ kind: kind('notOurs'), refs: list(ref) }),
  fc.record({ kind: kind('engines'), engines: list(text) }),
  fc.record({ kind: kind('asked'), questions: list(question) }),
);
const thing = fc.record({
  instanceId: text,
  stackId: text,
  epoch: count,
  sequence: count,
  observation,
  begunMs: fc.nat(),
  notice: count,
});
const observerHello = fc.record({ observerId: text, node: text, protocol: fc.nat(9), version: text, types });
const notification = fc.record({
  number: count,
  type: text,
  node: text,
  physicalIds: list(text),
  gatherMs: count,
});
const fromObserver: fc.Arbitrary<ObserverToEngine> = fc.oneof(
  fc.record({ kind: kind('hello'), hello: observerHello }),
  fc.record({ kind: kind('observed'), number: count, things: list(thing) }),
  fc.record({ kind: kind('notified'), notifications: list(notification) }),
);
const watch = fc.record({
  instanceId: text,
  stackId: text,
  stackName: text,
  resource: text,
  type: text,
  physicalId: text,
  goal: text,
  epoch: count,
  periodMs: count,
  awaited: fc.boolean(),
  reportNext: fc.boolean(),
  secretProperties: list(text),
});
const toObserver: fc.Arbitrary<EngineToObserver> = fc.oneof(
  welcome,
  refused,
  fc.record({ kind: kind('watches'), watches: list(watch) }),
  fc.record({ kind: kind('unwatch'), instanceIds: list(text) }),
  fc.record({ kind: kind('acknowledged'), numbers: list(count) }),
  fc.record({ kind: kind('answered'), numbers: list(count) }),
  fc.record({ kind: kind('notices'), notices: list(fc.record({ instanceId: text, number: count })) }),
);

/** Records of fast-check have no prototype; what is decoded has one. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function survives<T>(messages: fc.Arbitrary<T>, there: (message: T) => T): void {
  fc.assert(
    fc.property(messages, (message) => {
      assert.deepEqual(plain(there(message)), plain(message));
    }),
  );
}

describe('every message comes out of the wire as it went in', () => {
  const worker = workerMethod();
  const observer = observerMethod();

  it('from worker to engine', () => {
    survives(fromWorker, (m) =>
      decodeFromWorker(worker.requestDeserialize(worker.requestSerialize(encodeFromWorker(m)))),
    );
  });
  it('from engine to worker', () => {
    survives(toWorker, (m) =>
      decodeToWorker(worker.responseDeserialize(worker.responseSerialize(encodeToWorker(m)))),
    );
  });
  it('from observer to engine', () => {
    survives(fromObserver, (m) =>
      decodeFromObserver(observer.requestDeserialize(observer.requestSerialize(encodeFromObserver(m)))),
    );
  });
  it('from engine to observer', () => {
    survives(toObserver, (m) =>
      decodeToObserver(observer.responseDeserialize(observer.responseSerialize(encodeToObserver(m)))),
    );
  });
});

describe('a message that makes no sense', () => {
  const worker = workerMethod();

  it('is refused: nothing set, an unknown word, a reference missing', () => {
    const nonsense = [
      {},
      { reports: { reports: [{ ref: { jobId: 'j', fence: 1 }, outcome: 9 }] } },
      { reports: { reports: [{ outcome: 1 }] } },
      { checkpoint: { number: 1 } },
    ];
    for (const wire of nonsense) {
      // Built as a peer of another version would send it.
      const bytes = worker.requestSerialize(wire as never);
      assert.throws(() => decodeFromWorker(worker.requestDeserialize(bytes)), { name: 'BadMessage' });
    }
  });

  it('is refused when a schema is not of its type', () => {
    const hello = { types: [{ type: 'A::B', schemaHash: '', schema: '{"type":"A::C"}' }] };
    const bytes = worker.requestSerialize({ hello } as never);
    assert.throws(() => decodeFromWorker(worker.requestDeserialize(bytes)), { name: 'BadMessage' });
  });
});

describe('lists are cut', () => {
  it('by all that makes an item large', () => {
    const large = 'x'.repeat(600_000);
    for (const more of [{ goal: large }, { checkpoint: large }, { argument: large }]) {
      const jobs = [1, 2, 3].map((i) => ({ ...someJob(i), ...more }));
      assert.equal(splitToWorker({ kind: 'jobs', jobs, acknowledged: [] }).length, 3);
    }
    for (const more of [{ error: large }, { data: large }]) {
      const reports = [1, 2, 3].map((i) => ({ ...someReport(i), ...more }));
      assert.equal(splitFromWorker({ kind: 'reports', reports }).length, 3);
    }
  });

  it('in order, with nothing lost, and no run larger than it must be', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), fc.integer({ min: 1, max: 50 }), (sizes, limit) => {
        const chunks = inChunks(sizes, limit, (size) => size);
        assert.deepEqual(chunks.flat(), sizes);
        for (const chunk of chunks) {
          assert.ok(chunk.length === 1 || chunk.reduce((a, b) => a + b, 0) <= limit);
          assert.ok(chunk.length > 0);
        }
      }),
    );
  });
});
