import assert from 'node:assert/strict';
import { PROTOCOL_VERSION } from '../../lib/protocol/observation.js';
import type { EngineToWorker } from '../../lib/protocol/worker.js';
import { Dispatcher } from '../../services/engine/app/dispatch.js';
import { jobIdOf } from '../../services/engine/app/job-id.js';
import type { LookContext } from '../../services/engine/app/look.js';
import type { LoopPorts } from '../../services/engine/app/loop-ports.js';
import { pushAgain } from '../../services/engine/app/push-again.js';
import type { Resident } from '../../services/engine/app/resident.js';
import { resume } from '../../services/engine/app/resume.js';
import { WorkerOutbox } from '../../services/engine/app/worker-outbox.js';
import { Story } from '../core/story.js';
import { MACHINE, resource } from '../core/types.js';
import { ManualClock, settled } from '../support/manual-clock.js';
import { noLimits } from '../support/no-limits.js';

const nothing = () => undefined;

/** An engine that stood still may go on when its shards are another engine's, and find a worker's hello in its sockets. */
describe('a job that was dispatched before its engine stood still (R25)', () => {
  let stack: Story;
  let sent: EngineToWorker[];
  let mayPush: boolean;
  let ports: LoopPorts;
  let dropped: string[];
  let dispatcher: Dispatcher;

  beforeEach(() => {
    const clock = new ManualClock();
    const limits = noLimits(clock);
    stack = new Story();
    stack.put([resource('a', MACHINE)]);
    sent = [];
    dropped = [];
    dispatcher = new Dispatcher({
      clock, limits, leaseMs: 1_000, identity: { engineId: 'e', engines: [] },
      lost: nothing, overdue: nothing, isOurs: () => true,
      unpushed: ({ jobId }) => {
        pushAgain(loop, ports, jobId);
      },
    }); // prettier-ignore
    const loop = {
      resident: () => stack.resident,
      drop: (_: Resident, why: string) => dropped.push(why),
    };
    const watches = { refresh: nothing, flush: nothing };
    const parts = { clock, limits, dispatcher, watches, outbox: new WorkerOutbox(), mayPush: () => mayPush };
    ports = parts as unknown as LoopPorts;
  });

  const pushed = async () => {
    await settled();
    return sent.filter(({ kind }) => kind === 'jobs').length;
  };
  const workerComes = () => {
    const types = [{ schema: MACHINE, schemaHash: '', schemaText: '' }];
    const link = { send: (message: EngineToWorker) => void sent.push(message), close: nothing };
    const about = { protocol: PROTOCOL_VERSION, version: '1', workerId: 'w', node: 'n', credits: 2 };
    dispatcher.connected(link, { ...about, types, held: [], constraints: [] });
  };
  const takeUp = () => resume(ports, {} as LookContext, stack.resident, []);

  it('is pushed to its worker when that comes back without it', async () => {
    mayPush = true;
    assert.equal(takeUp(), true);
    assert.equal(await pushed(), 0, 'nobody is there');
    workerComes();
    assert.equal(await pushed(), 1);
    assert.deepEqual(dropped, []);
  });

  it('is pushed and cancelled, in that order, when it was cancelled while its worker was away', async () => {
    mayPush = true;
    takeUp();
    const { ordinal } = stack.job('a');
    const instance = stack.snapshot.instances.get(ordinal);
    assert.ok(instance);
    dispatcher.cancel({ jobId: jobIdOf(stack.resident.id, instance), fence: 1 });
    workerComes();
    await settled();
    assert.deepEqual(
      sent.map(({ kind }) => kind),
      ['welcome', 'jobs', 'cancel'],
    );
  });

  it('is given away with its stack: its worker hears of that, after the job', async () => {
    mayPush = true;
    workerComes();
    takeUp();
    const { ordinal } = stack.job('a');
    const instance = stack.snapshot.instances.get(ordinal);
    assert.ok(instance);
    const jobId = jobIdOf(stack.resident.id, instance);
    dispatcher.release([jobId, 'none']);
    await settled();
    assert.deepEqual(
      sent.map((message) => (message.kind === 'notOurs' ? message.refs : message.kind)),
      ['welcome', 'jobs', [{ jobId, fence: 1 }]],
    );
    assert.equal(dispatcher.inFlight, 0);
  });

  it('is not, when its shard may be another’s by now: the stack is read anew', async () => {
    mayPush = true;
    takeUp();
    mayPush = false;
    workerComes();
    assert.equal(await pushed(), 0);
    assert.deepEqual(dropped, ['fenced']);
  });

  it('is not pushed either by who has read it that late, and says so', async () => {
    mayPush = false;
    workerComes();
    assert.equal(takeUp(), false);
    assert.equal(await pushed(), 0);
    const { ordinal } = stack.job('a');
    const instance = stack.snapshot.instances.get(ordinal);
    assert.ok(instance && dispatcher.linkFor({ jobId: jobIdOf(stack.resident.id, instance), fence: 1 }));
  });
});
