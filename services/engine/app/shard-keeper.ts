import type { Clock } from '../../../lib/clock.js';

export interface ShardLeases {
  register(): Promise<void>;
  acquire(leaseMs: number): Promise<readonly HeldShard[]>;
  renew(leaseMs: number): Promise<readonly HeldShard[]>;
  release(): Promise<void>;
}

export interface HeldShard {
  readonly id: number;
  readonly epoch: number;
}

/**
 * Holds this engine's shards: takes those that are free, renews their leases, and knows their epochs. What it says is
 * a belief; the fence in every turn is the truth (R19).
 */
export class ShardKeeper {
  private readonly held = new Map<number, number>();
  /** Taken, and their stacks not loaded so far: the database may fail in between. */
  private readonly unread = new Set<number>();
  private cancel: () => void = () => undefined;
  private stopped = false;

  constructor(
    private readonly leases: ShardLeases,
    private readonly clock: Clock,
    private readonly leaseMs: number,
    private readonly log: { warn(details: object, message: string): void },
    /** Shards were taken that were not ours before: their stacks are to be loaded. Called again should it reject. */
    private readonly onTaken: (shards: readonly number[]) => Promise<void>,
  ) {}

  /** Resolves when a first try to take shards was made, and their stacks are loaded. */
  async start(): Promise<void> {
    await this.leases.register();
    await this.take();
    this.schedule();
  }

  epochOf(shard: number): number | undefined {
    return this.held.get(shard);
  }

  ids(): number[] {
    return [...this.held.keys()];
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.leases.release();
  }

  private schedule(): void {
    this.cancel = this.clock.setTimer(this.leaseMs / 3, () => {
      this.tick()
        .catch((error: unknown) => {
          this.log.warn({ err: error }, 'the shard leases could not be renewed; trying again');
        })
        .finally(() => {
          if (!this.stopped) this.schedule();
        });
    });
  }

  private async tick(): Promise<void> {
    const still = new Map((await this.leases.renew(this.leaseMs)).map(({ id, epoch }) => [id, epoch]));
    for (const [id, epoch] of this.held) if (still.get(id) !== epoch) this.held.delete(id);
    await this.take();
  }

  private async take(): Promise<void> {
    for (const { id, epoch } of await this.leases.acquire(this.leaseMs)) {
      this.held.set(id, epoch);
      this.unread.add(id);
    }
    const unread = [...this.unread].filter((id) => this.held.has(id));
    if (unread.length > 0) await this.onTaken(unread);
    this.unread.clear();
  }
}
