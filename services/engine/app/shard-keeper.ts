import { repeat, type Clock } from '../../../lib/clock.js';

/** Who owns what, as the database has it. */
export interface ShardLeases {
  register(): Promise<void>;
  /** All that were heard of within a lease, this one included: one that stands still has no share. */
  engines(leaseMs: number): Promise<readonly LiveEngine[]>;
  /** @param most so many of those that are free */
  acquire(leaseMs: number, most: number): Promise<readonly HeldShard[]>;
  renew(leaseMs: number): Promise<readonly HeldShard[]>;
  release(shards: readonly number[]): Promise<void>;
  unregister(): Promise<void>;
}

export interface HeldShard {
  readonly id: number;
  readonly epoch: number;
}

export interface LiveEngine {
  readonly id: string;
  /** Where workers and observers reach it; empty: nowhere from elsewhere. */
  readonly address: string;
  readonly version: string;
  readonly startedAt: Date;
}

export interface ShardKeeperPorts {
  readonly leases: ShardLeases;
  readonly clock: Clock;
  readonly log: {
    warn(details: object, message: string): void;
    info(details: object, message: string): void;
  };
  /** Shards were taken that were not ours before: their stacks are to be loaded. Called again should it reject. */
  readonly taken: (shards: readonly number[]) => Promise<void>;
  /** Shards go to another engine: what is in memory of them is forgotten. Resolves once nothing is written there any more. */
  readonly left: (shards: ReadonlySet<number>) => Promise<void>;
  /** Engines came or went. */
  readonly enginesChanged: (engines: readonly LiveEngine[]) => void;
}

export interface ShardKeeperOptions {
  readonly leaseMs: number;
  /** How many shards there are. */
  readonly shards: number;
}

/** How much of the lease has to be left when a job is pushed (R25). */
const MARGIN = 1 / 10;

/**
 * Holds this engine's fair share of the shards: takes those that are free, gives away what is too much, renews the leases, and
 * knows the epochs. What it says is a belief; the fence in every turn is the truth (R19).
 */
export class ShardKeeper {
  private readonly held = new Map<number, number>();
  /** Held, and about to be given away: nothing new is loaded of them. */
  private readonly leaving = new Set<number>();
  /** Taken, and their stacks not loaded so far: the database may fail in between. */
  private readonly unread = new Set<number>();
  /** Until when the leases certainly last, by the monotonic clock. */
  private certainUntil = Number.NEGATIVE_INFINITY;
  private engines: readonly LiveEngine[] = [];
  private ticking: Promise<void> | undefined;
  private again = false;
  private cancel: () => void = () => undefined;
  private stopped = false;

  constructor(
    private readonly ports: ShardKeeperPorts,
    private readonly options: ShardKeeperOptions,
  ) {}

  /** Resolves when a first try to take shards was made, and their stacks are loaded. */
  async start(): Promise<void> {
    await this.ports.leases.register();
    await this.tick();
    this.schedule();
  }

  /** Engines came or went, or shards are free: that need not wait for the next time. */
  changed(): void {
    if (!this.stopped) void this.tryTick();
  }

  epochOf(shard: number): number | undefined {
    return this.held.get(shard);
  }

  ids(): number[] {
    return [...this.held.keys()].filter((id) => !this.leaving.has(id));
  }

  /** It is ours, and stays. */
  isHeld(shard: number): boolean {
    return this.held.has(shard) && !this.leaving.has(shard);
  }

  /** False: the leases may be over by the time that what is pushed arrives (R25). */
  mayPush(): boolean {
    return this.ports.clock.monotonic() < this.certainUntil - MARGIN * this.options.leaseMs;
  }

  live(): readonly LiveEngine[] {
    return this.engines;
  }

  /** Which one of the live engines it is, in an order that all of them know; one that is not heard of is as if it were alone. */
  part(engineId: string): { readonly count: number; readonly rank: number } {
    const ids = this.engines.map(({ id }) => id).sort();
    return { count: Math.max(1, ids.length), rank: Math.max(0, ids.indexOf(engineId)) };
  }

  /** Of all live engines that can be reached from elsewhere. */
  addresses(): readonly string[] {
    return this.engines.map(({ address }) => address).filter((address) => address !== '');
  }

  /** Hands all shards over, so that the others go on at once; takes no more. */
  async handOver(): Promise<void> {
    if (this.stopped) return;
    this.stopped = true;
    this.cancel();
    await this.ticking?.catch(() => undefined);
    await this.giveAway([...this.held.keys()]);
  }

  async stop(): Promise<void> {
    await this.handOver();
    await this.ports.leases.unregister();
  }

  private schedule(): void {
    this.cancel = this.ports.clock.setTimer(this.options.leaseMs / 3, () => {
      void this.tryTick().finally(() => {
        if (!this.stopped) this.schedule();
      });
    });
  }

  private async tryTick(): Promise<void> {
    try {
      await this.tick();
    } catch (error) {
      this.ports.log.warn({ err: error }, 'the shard leases could not be renewed; trying again');
      if (this.ports.clock.monotonic() < this.certainUntil) return;
      // Nobody knows whose they are by now.
      await this.lose([...this.held.keys()]);
    }
  }

  /** One at a time; what asks for one meanwhile gets another one afterwards. */
  private tick(): Promise<void> {
    this.again = true;
    this.ticking ??= this.tickUntilQuiet().finally(() => {
      this.ticking = undefined;
    });
    return this.ticking;
  }

  private async tickUntilQuiet(): Promise<void> {
    while (this.again && !this.stopped) {
      this.again = false;
      await this.balance();
    }
  }

  private async balance(): Promise<void> {
    const { leases, enginesChanged } = this.ports;
    const { leaseMs, shards } = this.options;
    const ours = await this.renew();
    // The answer to an earlier question was lost, or they were believed to be lost meanwhile.
    await this.hold(ours.filter(({ id }) => !this.held.has(id)));
    const engines = await leases.engines(leaseMs);
    if (isOther(engines, this.engines)) {
      this.engines = engines;
      enginesChanged(engines);
    }
    const share = Math.ceil(shards / Math.max(1, engines.length));
    if (this.held.size > share) await this.giveAway([...this.held.keys()].slice(share));
    else await this.take(share - this.held.size);
  }

  /** Answers what is ours, and forgets what is not any more. */
  private async renew(): Promise<readonly HeldShard[]> {
    const { leases, clock } = this.ports;
    const { leaseMs } = this.options;
    const asked = clock.monotonic();
    const ours = await leases.renew(leaseMs);
    const still = new Map(ours.map(({ id, epoch }) => [id, epoch]));
    this.certainUntil = asked + leaseMs;
    await this.lose([...this.held].filter(([id, epoch]) => still.get(id) !== epoch).map(([id]) => id));
    return ours;
  }

  private async take(most: number): Promise<void> {
    const { leases } = this.ports;
    if (most > 0) await this.hold(await leases.acquire(this.options.leaseMs, most));
    const unread = [...this.unread].filter((id) => this.held.has(id));
    if (unread.length > 0) await this.read(unread);
    this.unread.clear();
  }

  /** Renews the leases meanwhile: to read many stacks may take longer than one lasts, and would then never come to an end. */
  private async read(unread: readonly number[]): Promise<void> {
    const { clock, taken, log } = this.ports;
    let renewing = Promise.resolve();
    const cancel = repeat(clock, this.options.leaseMs / 3, () => {
      renewing = renewing.then(async () => {
        await this.renew().catch((error: unknown) => {
          log.warn({ err: error }, 'the shard leases could not be renewed; trying again');
        });
      });
    });
    try {
      await taken(unread);
    } finally {
      cancel();
      // An answer that comes later would know nothing of the shards that are taken then.
      await renewing;
    }
  }

  private async hold(more: readonly HeldShard[]): Promise<void> {
    if (more.length === 0) return;
    for (const { id, epoch } of more) {
      this.held.set(id, epoch);
      this.unread.add(id);
    }
    this.ports.log.info({ shards: more.length, all: this.held.size }, 'shards were taken');
    // Another engine may have had them in between: what is in memory is not what is written.
    await this.ports.left(new Set(more.map(({ id }) => id)));
  }

  private async giveAway(shards: readonly number[]): Promise<void> {
    if (shards.length === 0) return;
    for (const id of shards) this.leaving.add(id);
    try {
      await this.ports.left(new Set(shards));
      // Should that fail they may still be ours, and have to be read anew.
      for (const id of shards) this.unread.add(id);
      await this.ports.leases.release(shards);
      for (const id of shards) this.held.delete(id);
      this.ports.log.info({ shards: shards.length, all: this.held.size }, 'shards were handed over');
    } finally {
      for (const id of shards) this.leaving.delete(id);
    }
  }

  private async lose(shards: readonly number[]): Promise<void> {
    if (shards.length === 0) return;
    for (const id of shards) this.held.delete(id);
    this.ports.log.warn({ shards: shards.length, all: this.held.size }, 'shards were lost');
    await this.ports.left(new Set(shards));
  }
}

function isOther(a: readonly LiveEngine[], b: readonly LiveEngine[]): boolean {
  return a.length !== b.length || a.some(({ id, address }, i) => b[i]?.id !== id || b[i].address !== address);
}
