import type { DataSource } from 'typeorm';
import { NOTIFY_FLEET } from './wake-ups.js';

/** The worker takes nothing more, here and at all other engines, until that is taken back. */
export async function drainWorker(database: DataSource, id: string): Promise<void> {
  await database.query(
    `WITH added AS (INSERT INTO drained_worker (id) VALUES ($1) ON CONFLICT DO NOTHING) SELECT ${NOTIFY_FLEET}`,
    [id],
  );
}

export async function undrainWorker(database: DataSource, id: string): Promise<void> {
  await database.query(`WITH gone AS (DELETE FROM drained_worker WHERE id = $1) SELECT ${NOTIFY_FLEET}`, [
    id,
  ]);
}

export async function drainedWorkers(database: DataSource): Promise<ReadonlySet<string>> {
  const rows = await database.query<{ id: string }[]>(`SELECT id FROM drained_worker`);
  return new Set(rows.map(({ id }) => id));
}
