import type { DataSource } from 'typeorm';
import type { EngineState } from '../app/engine-state.js';
import type { EngineRecord } from '../app/use-cases/services.js';
import { IS_ALIVE } from './shards.js';

interface Row {
  readonly id: string;
  readonly address: string;
  readonly version: string;
  readonly started_at: Date;
  readonly seen_at: Date;
  readonly state: EngineState | null;
  readonly shards: number;
  readonly up: boolean;
}

/** Every engine that the database knows: dead ones too, as long as they hold shards that nobody took. */
export async function listEngines(database: DataSource): Promise<readonly EngineRecord[]> {
  const rows = await database.query<Row[]>(
    `SELECT id, address, version, started_at, seen_at, state,
            (SELECT count(*)::int FROM shard WHERE shard.engine = engine.id) AS shards,
            ${IS_ALIVE} AND seen_at > now() - coalesce((state->>'leaseMs')::float8, 10000) * interval '1 ms' AS up
       FROM engine ORDER BY id`,
  );
  return rows.map(({ id, address, version, started_at, seen_at, state, shards, up }) => ({
    id,
    address,
    version,
    startedAt: started_at,
    seenAt: seen_at,
    state: state ?? undefined,
    shards,
    up,
  }));
}
