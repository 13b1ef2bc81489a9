import assert from 'node:assert/strict';
import { ShardKeeper, type HeldShard, type ShardLeases } from '../../services/engine/app/shard-keeper.js';
import { ManualClock } from '../support/manual-clock.js';

const LEASE_MS = 9_000;
const SHARDS = [0, 1, 2];

/** Leases of one engine, over once they were not renewed for long enough. */
class Leases implements ShardLeases {
  private epoch = 0;
  private untilMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly clock: ManualClock) {}

  register = () => Promise.resolve();
  unregister = () => Promise.resolve();
  engines = () => Promise.resolve([{ id: 'one', address: '', version: '', startedAt: new Date(0) }]);

  acquire = (leaseMs: number): Promise<HeldShard[]> => {
    if (this.isHeld) return Promise.resolve([]);
    this.epoch += 1;
    this.untilMs = this.clock.monotonic() + leaseMs;
    return Promise.resolve(this.all());
  };

  renew = (leaseMs: number): Promise<HeldShard[]> => {
    if (!this.isHeld) return Promise.resolve([]);
    this.untilMs = this.clock.monotonic() + leaseMs;
    return Promise.resolve(this.all());
  };

  release = () => Promise.resolve();

  get isHeld(): boolean {
    return this.clock.monotonic() < this.untilMs;
  }

  private all(): HeldShard[] {
    return SHARDS.map((id) => ({ id, epoch: this.epoch }));
  }
}

describe('shards whose stacks take longer to read than a lease lasts', () => {
  it('are held all the time, and read once', async () => {
    const clock = new ManualClock();
    const leases = new Leases(clock);
    const read: (readonly number[])[] = [];
    let done: () => void = () => undefined;
    const lost: number[] = [];
    const log = { info: () => undefined, warn: () => undefined };
    const keeper = new ShardKeeper(
      {
        leases,
        clock,
        log,
        taken: (shards) => {
          read.push(shards);
          return new Promise((resolve) => (done = resolve));
        },
        left: (shards) => {
          if (read.length > 0) lost.push(...shards);
          return Promise.resolve();
        },
        enginesChanged: () => undefined,
      },
      { leaseMs: LEASE_MS, shards: SHARDS.length },
    );
    const started = keeper.start();
    for (let i = 0; i < 10; i += 1) {
      await clock.pass(LEASE_MS / 3);
      assert.ok(leases.isHeld && keeper.mayPush(), 'the lease was not renewed');
    }
    done();
    await started;
    await clock.pass(LEASE_MS);
    assert.deepEqual(read, [SHARDS]);
    assert.deepEqual(lost, []);
    assert.equal(keeper.epochOf(0), 1);
    await keeper.stop();
    assert.equal(clock.pending, 0);
  });
});
