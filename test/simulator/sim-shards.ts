import type { HeldShard, LiveEngine, ShardLeases } from '../../services/engine/app/shard-keeper.js';
import type { Time } from './sim-time.js';

export const SHARDS = 4;
/** Asks the database: it takes its time, and may fail. */
export type Ask = <T>(read: () => T) => Promise<T>;

interface Row {
  engine: string;
  epoch: number;
  untilMs: number;
}

/** Who owns which shard, as the database has it: leases by its own clock, and who has a session. */
export class SimShards {
  private readonly rows: Row[] = Array.from({ length: SHARDS }, () => ({ engine: '', epoch: 0, untilMs: 0 }));
  /** When each was heard of last. */
  private readonly sessions = new Map<string, number>();
  private readonly listeners = new Map<string, () => void>();

  constructor(private readonly time: Time) {}

  epochOf(shard: number): number {
    return this.row(shard).epoch;
  }

  ownerOf(shard: number): string {
    return this.row(shard).engine;
  }

  /** The session of an engine broke: its process died. */
  died(id: string): void {
    this.sessions.delete(id);
    this.listeners.delete(id);
  }

  leasesOf(id: string, ask: Ask, onChange: () => void): ShardLeases {
    const { time } = this;
    return {
      register: () =>
        ask(() => {
          this.sessions.set(id, time.nowMs);
          this.listeners.set(id, onChange);
          for (const row of this.rows) if (row.engine === id) free(row);
          this.notify();
        }),
      engines: (leaseMs) =>
        ask(() => {
          if (!this.sessions.has(id)) this.sessions.set(id, time.nowMs);
          this.listeners.set(id, onChange);
          return [...this.sessions]
            .filter(([other, seen]) => other === id || seen > time.nowMs - leaseMs)
            .map(([other]): LiveEngine => ({
              id: other,
              address: other,
              version: '',
              startedAt: new Date(0),
            }))
            .sort((a, b) => (a.id < b.id ? -1 : 1));
        }),
      acquire: (leaseMs, most) =>
        ask(() => {
          const isFree = (row: Row) =>
            row.engine === '' || row.untilMs < time.nowMs || !this.sessions.has(row.engine);
          const taken: HeldShard[] = [];
          for (const [shard, row] of this.rows.entries()) {
            if (taken.length >= most || !isFree(row)) continue;
            Object.assign(row, { engine: id, epoch: row.epoch + 1, untilMs: time.nowMs + leaseMs });
            taken.push({ id: shard, epoch: row.epoch });
          }
          return taken;
        }),
      renew: (leaseMs) =>
        ask(() => {
          if (this.sessions.has(id)) this.sessions.set(id, time.nowMs);
          return this.rows.flatMap((row, shard) => {
            if (row.engine !== id || row.untilMs <= time.nowMs) return [];
            row.untilMs = time.nowMs + leaseMs;
            return [{ id: shard, epoch: row.epoch }];
          });
        }),
      release: (shards) =>
        ask(() => {
          for (const shard of shards) if (this.row(shard).engine === id) free(this.row(shard));
          this.notify();
        }),
      unregister: () =>
        ask(() => {
          this.died(id);
          this.notify();
        }),
    };
  }

  private row(shard: number): Row {
    return this.rows[shard] as Row;
  }

  /** A notification may be lost. */
  private notify(): void {
    for (const listener of this.listeners.values()) this.time.plan(1, listener);
  }
}

function free(row: Row): void {
  row.engine = '';
  row.untilMs = 0;
}

/** The shard of a stack: from the end of its id, which is its name. */
export function shardOf(stackId: string): number {
  return Number.parseInt(stackId.slice(-2), 16) % SHARDS;
}
