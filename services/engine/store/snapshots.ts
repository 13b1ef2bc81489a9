import type { DataSource } from 'typeorm';
import type { StatusWord } from '../app/use-cases/use-cases.js';

/** The name of a snapshot that nobody took: deletion policies kept what is in it. `commit-turn.ts` writes it. */
export const DELETION_POLICY = 'deletion-policy';

export interface SnapshotRecord {
  readonly id: string;
  readonly name: string;
  /** The revision that took it. */
  readonly revision: number;
  readonly status: StatusWord;
  readonly statusReason: string;
  readonly createdAt: Date;
}

/** One that did not come to its end before something else was asked has failed; until the loop has seen that, it may still come. */
const SELECT_SNAPSHOTS = `
  SELECT snapshot.id, snapshot.name, snapshot.revision, snapshot.created_at AS "createdAt",
         CASE WHEN snapshot.status = 'IN_PROGRESS' AND later.number IS NOT NULL THEN 'FAILED' ELSE snapshot.status END AS status,
         CASE WHEN snapshot.status = 'IN_PROGRESS' AND later.number IS NOT NULL THEN 'superseded by revision ' || later.number
              ELSE snapshot.reason END AS "statusReason"
    FROM snapshot JOIN stack ON stack.id = snapshot.stack
    LEFT JOIN LATERAL (
      SELECT number FROM revision
       WHERE revision.stack = snapshot.stack AND revision.number > snapshot.revision AND revision.number <= stack.seen
         AND revision.asked > snapshot.revision
       ORDER BY number LIMIT 1) AS later ON snapshot.status = 'IN_PROGRESS'`;

/** Of a stack, newest first. */
export async function listSnapshots(database: DataSource, stack: string): Promise<SnapshotRecord[]> {
  return database.query<SnapshotRecord[]>(
    `${SELECT_SNAPSHOTS} WHERE snapshot.stack = $1 ORDER BY snapshot.revision DESC`,
    [stack],
  );
}

/** One of any stack of the tenant, be it deleted. Undefined: there is none. */
export async function findSnapshot(
  database: DataSource,
  tenant: string,
  id: string,
): Promise<(SnapshotRecord & { readonly stack: string }) | undefined> {
  const rows = await database.query<(SnapshotRecord & { stack: string })[]>(
    `SELECT found.*, snapshot.stack FROM (${SELECT_SNAPSHOTS} WHERE snapshot.id::text = $2 AND stack.tenant = $1) AS found
       JOIN snapshot ON snapshot.id = found.id`,
    [tenant, id],
  );
  return rows[0];
}

export interface SnapshotResource {
  readonly name: string;
  readonly type: string;
  readonly physical: string;
  /** Sealed JSON text; of an empty one nothing was kept. */
  readonly data: string;
}

/** What the snapshot kept of each thing. */
export async function loadSnapshotResources(
  database: DataSource,
  stack: string,
  revision: number,
): Promise<SnapshotResource[]> {
  return database.query<SnapshotResource[]>(
    `SELECT name, type, physical, data FROM snapshot_resource WHERE stack = $1 AND revision = $2 ORDER BY name, physical`,
    [stack, revision],
  );
}

export async function deleteSnapshot(database: DataSource, id: string): Promise<void> {
  await database.query(
    `WITH gone AS (DELETE FROM snapshot WHERE id = $1 RETURNING stack, revision)
     DELETE FROM snapshot_resource USING gone
      WHERE snapshot_resource.stack = gone.stack AND snapshot_resource.revision = gone.revision`,
    [id],
  );
}
