import type { DataSource, QueryRunner } from 'typeorm';
import { IsothermError } from '../../../lib/errors.js';
import { SHARDS } from './migrations/1-foundation.js';

/** How long an engine that was just killed may take to be gone from the database, in ms. */
const NAMESAKE_MS = 10_000;
/** SQLSTATE after `lock_timeout`. */
const LOCK_NOT_AVAILABLE = '55P03';

export interface HeldShard {
  readonly id: number;
  readonly epoch: number;
}

/**
 * Which engine owns which shard. A lease is judged by the database's clock alone. An engine holds an advisory lock
 * for as long as its session lives, so that a dead one's shards need not wait for their lease; should it
 * live after all, the raised epoch keeps it from writing (R19).
 */
export class ShardTable {
  private runner: QueryRunner | undefined;

  constructor(
    private readonly database: DataSource,
    private readonly engineId: string,
  ) {}

  /**
   * Registers this engine, and holds the lock that says it lives. What an earlier engine of the same name held is free.
   * @throws IsothermError `config.invalid` when another living engine has the name.
   */
  async register(): Promise<void> {
    await this.live();
    await this.database.query(`UPDATE shard SET engine = NULL, lease_until = '-infinity' WHERE engine = $1`, [
      this.engineId,
    ]);
  }

  /**
   * Takes the shards that nobody holds, whose lease ran out, or whose engine is dead. Their epochs rise.
   * After the session broke, the next call begins another one.
   */
  async acquire(leaseMs: number): Promise<HeldShard[]> {
    const dead = await this.deadEngines();
    const rows = await this.database.query<{ id: number; epoch: string }[]>(
      `WITH taken AS (
         UPDATE shard SET engine = $1, epoch = epoch + 1, lease_until = now() + $2 * interval '1 ms'
          WHERE id IN (SELECT id FROM shard WHERE engine IS NULL OR lease_until < now() OR engine = ANY($3)
                        ORDER BY id FOR UPDATE)
         RETURNING id, epoch)
       SELECT id, epoch FROM taken`,
      [this.engineId, leaseMs, dead],
    );
    return rows.map(({ id, epoch }) => ({ id, epoch: Number(epoch) }));
  }

  /** Answers the shards that are still ours. Locks them in the order in which turns do, or the two would wait for each other. */
  async renew(leaseMs: number): Promise<HeldShard[]> {
    const rows = await this.database.query<{ id: number; epoch: string }[]>(
      `WITH renewed AS (
         UPDATE shard SET lease_until = now() + $2 * interval '1 ms'
          WHERE id IN (SELECT id FROM shard WHERE engine = $1 AND lease_until > now() ORDER BY id FOR NO KEY UPDATE)
         RETURNING id, epoch)
       SELECT id, epoch FROM renewed`,
      [this.engineId, leaseMs],
    );
    return rows.map(({ id, epoch }) => ({ id, epoch: Number(epoch) }));
  }

  /** Hands all back, so that the next engine need not wait. */
  async release(): Promise<void> {
    await this.database.query(`UPDATE shard SET engine = NULL, lease_until = '-infinity' WHERE engine = $1`, [
      this.engineId,
    ]);
    await this.database.query(`DELETE FROM engine WHERE id = $1`, [this.engineId]);
    await this.close();
  }

  async close(): Promise<void> {
    const { runner } = this;
    this.runner = undefined;
    await runner?.release().catch(() => undefined);
  }

  /** The session whose lock says that this engine lives. */
  private async live(): Promise<QueryRunner> {
    if (this.runner) return this.runner;
    const runner = this.database.createQueryRunner();
    try {
      await runner.connect();
      await runner.query(
        `INSERT INTO engine (id, lock_key) VALUES ($1, hashtextextended($1, 0)) ON CONFLICT (id) DO UPDATE SET started_at = now()`,
        [this.engineId],
      );
      await runner.query(`SET lock_timeout = ${String(NAMESAKE_MS)}`);
      await runner.query(`SELECT pg_advisory_lock(hashtextextended($1, 0))`, [this.engineId]);
    } catch (cause) {
      await runner.release().catch(() => undefined);
      if ((cause as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw cause;
      throw new IsothermError(
        'config.invalid',
        `Another engine named ${this.engineId} runs on this database: stop it, or give this one another id.`,
        { cause },
      );
    }
    this.runner = runner;
    return runner;
  }

  private async deadEngines(): Promise<string[]> {
    const runner = await this.live();
    try {
      return await this.findDead(runner);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  private async findDead(runner: QueryRunner): Promise<string[]> {
    const rows = (await runner.query(
      `SELECT id, pg_try_advisory_lock(lock_key) AS dead FROM engine WHERE id <> $1`,
      [this.engineId],
    )) as { id: string; dead: boolean }[];
    const dead = rows.filter((row) => row.dead).map(({ id }) => id);
    if (dead.length > 0) {
      await runner.query(`SELECT pg_advisory_unlock(hashtextextended(id, 0)) FROM unnest($1::text[]) AS id`, [
        dead,
      ]);
    }
    return dead;
  }
}

export const ALL_SHARDS = SHARDS;

/** The shard of a tree of stacks: from its root's id, which is random enough. */
export function shardOf(rootId: string): number {
  return Number.parseInt(rootId.slice(0, 2), 16) % SHARDS;
}
