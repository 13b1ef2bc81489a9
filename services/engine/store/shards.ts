import type { Client, PoolClient } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { IsothermError } from '../../../lib/errors.js';
import type { EngineState } from '../app/engine-state.js';
import type { HeldShard, LiveEngine } from '../app/shard-keeper.js';
import { SHARDS } from './migrations/1-foundation.js';

/** How long an engine that was just killed may take to be gone from the database, in ms. */
const NAMESAKE_MS = 10_000;
/** SQLSTATE after `lock_timeout`. */
const LOCK_NOT_AVAILABLE = '55P03';
const CHANNEL = 'isotherm_shard';
const NOTIFY = `pg_notify('${CHANNEL}', '')`;

/** An engine's session holds an advisory lock for as long as it lives: the lock is looked for, not tried. */
export const IS_ALIVE = `EXISTS (
  SELECT FROM pg_locks
   WHERE locktype = 'advisory' AND granted AND objsubid = 1
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND classid::bigint = (engine.lock_key >> 32) & 4294967295 AND objid::bigint = engine.lock_key & 4294967295)`;

export interface EngineName {
  readonly id: string;
  /** Where workers and observers reach it; empty: nowhere from elsewhere. */
  readonly address: string;
  readonly version: string;
  /** What it says of itself with each heartbeat. */
  readonly state?: () => EngineState;
}

/**
 * Which engine owns which shard. A lease is judged by the database's clock alone. An engine holds an advisory lock
 * for as long as its session lives, so that a dead one's shards need not wait for their lease; should it
 * live after all, the raised epoch keeps it from writing (R19).
 */
export class ShardTable {
  private session: Session | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly engine: EngineName,
    /** Engines came or went, or shards are free. */
    private readonly onChange: () => void = () => undefined,
  ) {}

  /**
   * Registers this engine, and holds the lock that says it lives. What an earlier engine of the same name held is free.
   * @throws IsothermError `config.invalid` when another living engine has the name.
   */
  async register(): Promise<void> {
    await this.live();
    await this.database.query(
      `WITH freed AS (UPDATE shard SET engine = NULL, lease_until = '-infinity' WHERE engine = $1) SELECT ${NOTIFY}`,
      [this.engine.id],
    );
  }

  /** All that were heard of within a lease, this one included. Forgets those that are dead and hold nothing. After the session broke, the next call begins another one. */
  async engines(leaseMs: number): Promise<LiveEngine[]> {
    const { runner } = await this.live();
    try {
      const rows = (await runner.query(
        `WITH gone AS (
           DELETE FROM engine WHERE NOT ${IS_ALIVE} AND NOT EXISTS (SELECT FROM shard WHERE shard.engine = engine.id))
         SELECT id, address, version, started_at FROM engine
          WHERE ${IS_ALIVE} AND (id = $1 OR seen_at > now() - $2 * interval '1 ms') ORDER BY id`,
        [this.engine.id, leaseMs],
      )) as (EngineName & { started_at: Date })[];
      return rows.map(({ id, address, version, started_at: startedAt }) => ({
        id,
        address,
        version,
        startedAt,
      }));
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /**
   * Takes shards that nobody holds, whose lease ran out, or whose engine is dead; `most` of them. Their epochs rise.
   * Those that a statement of their owner still locks are left for the next time.
   */
  async acquire(leaseMs: number, most: number): Promise<HeldShard[]> {
    const rows = await this.database.query<{ id: number; epoch: string }[]>(
      `WITH free AS (
         SELECT id FROM shard
          WHERE engine IS NULL OR lease_until < now() OR engine NOT IN (SELECT id FROM engine WHERE ${IS_ALIVE})
          ORDER BY id LIMIT $3 FOR UPDATE SKIP LOCKED),
       taken AS (
         UPDATE shard SET engine = $1, epoch = epoch + 1, lease_until = now() + $2 * interval '1 ms'
          WHERE id IN (SELECT id FROM free) RETURNING id, epoch)
       SELECT id, epoch FROM taken`,
      [this.engine.id, leaseMs, most],
    );
    return rows.map(({ id, epoch }) => ({ id, epoch: Number(epoch) }));
  }

  /** Answers the shards that are still ours. Locks them in the order in which turns do, or the two would wait for each other. */
  async renew(leaseMs: number): Promise<HeldShard[]> {
    const rows = await this.database.query<{ id: number; epoch: string }[]>(
      `WITH heard AS (UPDATE engine SET seen_at = now(), state = $3::jsonb WHERE id = $1),
       renewed AS (
         UPDATE shard SET lease_until = now() + $2 * interval '1 ms'
          WHERE id IN (SELECT id FROM shard WHERE engine = $1 AND lease_until > now() ORDER BY id FOR NO KEY UPDATE)
         RETURNING id, epoch)
       SELECT id, epoch FROM renewed`,
      [this.engine.id, leaseMs, JSON.stringify(this.engine.state?.() ?? null)],
    );
    return rows.map(({ id, epoch }) => ({ id, epoch: Number(epoch) }));
  }

  /** Hands shards back, and tells the others, who need not wait for the lease. */
  async release(shards: readonly number[]): Promise<void> {
    await this.database.query(
      `WITH released AS (
         UPDATE shard SET engine = NULL, lease_until = '-infinity'
          WHERE id IN (SELECT id FROM shard WHERE engine = $1 AND id = ANY($2::smallint[]) ORDER BY id FOR NO KEY UPDATE))
       SELECT ${NOTIFY}`,
      [this.engine.id, shards],
    );
  }

  /** This engine is not there any more. */
  async unregister(): Promise<void> {
    await this.database.query(`WITH gone AS (DELETE FROM engine WHERE id = $1) SELECT ${NOTIFY}`, [
      this.engine.id,
    ]);
    await this.close();
  }

  async close(): Promise<void> {
    const { session } = this;
    this.session = undefined;
    if (session) await end(session);
  }

  /** The session whose lock says that this engine lives, and which hears of the others. */
  private async live(): Promise<Session> {
    if (this.session) return this.session;
    const runner = this.database.createQueryRunner();
    const client = (await runner.connect()) as PoolClient;
    const session = { runner, client };
    const { id, address, version } = this.engine;
    try {
      client.on('notification', this.onChange);
      // The lock comes first: a row without one is a dead engine's, which the others delete.
      await runner.query(`SET lock_timeout = ${String(NAMESAKE_MS)}`);
      await runner.query(`SELECT pg_advisory_lock(hashtextextended($1, 0))`, [id]);
      await runner.query(`RESET lock_timeout`);
      await runner.query(
        `INSERT INTO engine (id, lock_key, address, version) VALUES ($1, hashtextextended($1, 0), $2, $3)
         ON CONFLICT (id) DO UPDATE SET started_at = now(), seen_at = now(), address = $2, version = $3`,
        [id, address, version],
      );
      await runner.query(`LISTEN ${CHANNEL}`);
    } catch (cause) {
      await end(session);
      if ((cause as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw cause;
      throw new IsothermError(
        'config.invalid',
        `Another engine named ${id} runs on this database: stop it, or give this one another id.`,
        { cause },
      );
    }
    this.session = session;
    return session;
  }
}

interface Session {
  readonly runner: QueryRunner;
  readonly client: PoolClient;
}

/** Its connection goes with it: in the pool it would still hold the lock, and hear. */
async function end({ runner, client }: Session): Promise<void> {
  void (client as unknown as Client).end().catch(() => undefined);
  await runner.release().catch(() => undefined);
}

export const ALL_SHARDS = SHARDS;

/** The shard of a tree of stacks: from its root's id, which is random enough. */
export function shardOf(rootId: string): number {
  return Number.parseInt(rootId.slice(0, 2), 16) % SHARDS;
}
