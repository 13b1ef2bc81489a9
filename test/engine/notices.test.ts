import assert from 'node:assert/strict';
import { PROTOCOL_VERSION } from '../../lib/protocol/observation.js';
import type { EngineToObserver, Notice, WatchMessage } from '../../lib/protocol/observer.js';
import type { Engine } from '../../services/engine/engine.js';
import { EngineBench, TENANT, templateOf } from '../support/engine-bench.js';
import { THING } from '../support/scripted-peers.js';
import { waitFor } from '../support/wait-for.js';

const TYPE = THING.type;
let sequence = 1_000;

/** An observer that looks when the test says so. */
class Observer {
  readonly watches = new Map<string, WatchMessage>();
  readonly notices: Notice[] = [];
  readonly answered: number[] = [];
  readonly acknowledged: number[] = [];

  constructor(
    private readonly engine: Engine,
    readonly id: string,
    node = 'n1',
  ) {
    const types = [{ schema: THING, schemaHash: 'h', schemaText: JSON.stringify(THING) }];
    const hello = { observerId: id, node, protocol: PROTOCOL_VERSION, version: '0', types };
    engine.observers.received(this.link, { kind: 'hello', hello });
  }

  private readonly link = {
    send: (message: EngineToObserver) => {
      if (message.kind === 'watches')
        for (const watch of message.watches) this.watches.set(watch.instanceId, watch);
      if (message.kind === 'unwatch') for (const id of message.instanceIds) this.watches.delete(id);
      if (message.kind === 'notices') this.notices.push(...message.notices);
      if (message.kind === 'answered') this.answered.push(...message.numbers);
      if (message.kind === 'acknowledged') this.acknowledged.push(...message.numbers);
    },
    close: () => undefined,
  };

  notify(
    number: number,
    physicalIds: readonly string[],
    more: { node?: string; gatherMs?: number } = {},
  ): void {
    const notification = { number, type: TYPE, node: '', physicalIds, gatherMs: 0, ...more };
    this.engine.observers.received(this.link, { kind: 'notified', notifications: [notification] });
  }

  watchOf(physicalId: string): WatchMessage | undefined {
    return [...this.watches.values()].find((watch) => watch.physicalId === physicalId);
  }

  /** Sees the thing as it was applied. Answers once that is stored. */
  async look(physicalId: string, notice: number, watch = this.watchOf(physicalId)): Promise<void> {
    assert.ok(watch, `${physicalId} is not watched by ${this.id}`);
    const number = (sequence += 1);
    const { instanceId, stackId, epoch, goal } = watch;
    const observation = { status: 'ready' as const, properties: goal, attributes: '', reason: '' };
    const things = [{ instanceId, stackId, epoch, sequence: number, begunMs: 0, notice, observation }];
    this.engine.observers.received(this.link, { kind: 'observed', number, things });
    await waitFor(() => this.acknowledged.includes(number), 'the look to be stored');
  }

  leave(): void {
    this.engine.observers.closed(this.link);
  }
}

describe('a notified thing', () => {
  let bench: EngineBench;
  let observer: Observer;
  let stack: string;
  let id: string;
  before(async () => {
    bench = await EngineBench.open();
  });
  after(() => bench.close());
  beforeEach(async function () {
    stack = await bench.create(
      this.currentTest?.title.slice(0, 40).replaceAll(/\W/g, '-') ?? '',
      templateOf({ a: { kind: 'a' } }),
    );
    id = bench.peers.idOf('a');
    // In the place of the scripted one.
    observer = new Observer(bench.engine, 'o');
    await waitFor(() => observer.watchOf(id) !== undefined, 'the watch');
  });
  afterEach(async () => {
    observer.leave();
    await bench.useCases.deleteStack(TENANT, stack);
    await waitFor(() => !bench.peers.things.has(id), 'the thing to be gone');
  });
  const noticed = async (from: Observer, times: number): Promise<number> => {
    await waitFor(() => from.notices.length >= times, `notice ${String(times)}`);
    return from.notices.at(-1)?.number ?? 0;
  };
  const answers = async (number: number): Promise<void> => {
    await waitFor(() => observer.answered.includes(number), `answer ${String(number)}`);
  };

  it('is looked at once for a burst, and each notification answered when that look is stored', async () => {
    for (const number of [1, 2, 3]) observer.notify(number, [id], { gatherMs: 30 });
    const notice = await noticed(observer, 1);
    assert.deepEqual(observer.answered, []);
    await observer.look(id, notice);
    await answers(3);
    assert.deepEqual(observer.answered, [1, 2, 3]);
    assert.equal(observer.notices.length, 1);
  });

  it('is not answered for by a look that began before', async () => {
    observer.notify(1, [id]);
    const notice = await noticed(observer, 1);
    await observer.look(id, 0);
    observer.notify(2, [id]);
    const next = await noticed(observer, 2);
    await observer.look(id, notice);
    await answers(1);
    assert.deepEqual(observer.answered, [1]);
    await observer.look(id, next);
    await answers(2);
  });

  it('that is unknown here, or elsewhere, is answered for at once; of several all have to be', async () => {
    observer.notify(1, ['nobody-s']);
    await answers(1);
    observer.notify(2, [id], { node: 'elsewhere' });
    await answers(2);
    observer.notify(3, ['nobody-s', id, 'another-s'], { node: 'n1' });
    await observer.look(id, await noticed(observer, 1));
    await answers(3);
    observer.notify(4, []);
    await answers(4);
  });

  it('is looked at by whoever gets the watch when its observer dies', async () => {
    const other = new Observer(bench.engine, 'other');
    other.notify(1, [id]);
    const notice = await noticed(observer, 1);
    observer.leave();
    await waitFor(() => other.watchOf(id) !== undefined, 'the watch to move');
    assert.equal(await noticed(other, 1), notice);
    await other.look(id, notice);
    await waitFor(() => other.answered.includes(1), 'the answer');
    other.leave();
  });

  it('during an action is looked at after it, in the new epoch', async () => {
    bench.peers.hanging.add('update a');
    const earlier = observer.watchOf(id);
    const template = templateOf({ a: { kind: 'a', size: 2 } });
    await bench.useCases.updateStack(TENANT, stack, { template }, { existing: false });
    const begun = async () => (await bench.database.query<unknown[]>(`SELECT 1 FROM job`)).length > 0;
    await waitFor(begun, 'the update to begin');
    observer.notify(1, [id]);
    await observer.look(id, 1_000, earlier);
    assert.deepEqual(observer.answered, [], 'it saw what the action may have changed since');
    bench.peers.release('update a');
    await bench.reaches(stack, 'UPDATE_COMPLETE');
    await observer.look(id, await noticed(observer, 1));
    await answers(1);
  });

  it('that is suspended is answered for: nobody will look', async () => {
    observer.notify(1, [id]);
    await noticed(observer, 1);
    await bench.useCases.requests.act(TENANT, stack, 'suspend');
    await bench.reaches(stack, 'SUSPEND_COMPLETE');
    await answers(1);
    observer.notify(2, [id]);
    await answers(2);
  });
});
