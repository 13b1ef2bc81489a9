import type { DataSource } from 'typeorm';
import { hashesOf } from '../../app/use-cases/kept-request.js';
import type { Seal } from '../../app/instance-rows.js';

/** Writes down which contents revisions use that say it only in their sealed request. Answers whether there may be more of them. */
export async function knowBlobs(database: DataSource, seal: Seal): Promise<boolean> {
  const most = 100;
  const rows = await database.query<{ stack: string; number: number; request: string }[]>(
    `SELECT stack, number, request FROM revision WHERE blobs IS NULL AND request IS NOT NULL ORDER BY stack, number LIMIT $1`,
    [most],
  );
  if (rows.length === 0) return false;
  const known = rows.map(({ stack, number, request }) => ({
    stack,
    number,
    blobs: hashesOf(seal, request),
  }));
  await database.query(
    `UPDATE revision SET blobs = row.blobs FROM jsonb_to_recordset($1::jsonb) AS row (stack uuid, number int, blobs text[])
      WHERE revision.stack = row.stack AND revision.number = row.number`,
    [JSON.stringify(known)],
  );
  return rows.length === most;
}

/** Contents behind `after` that no revision and no software config uses and that nobody has sent for a day, page by page. `last` undefined: these were all. */
export async function purgeBlobs(
  database: DataSource,
  after: string,
  usedBeforeMs: number,
): Promise<{ readonly gone: number; readonly last: string | undefined }> {
  const [page] = await database.query<[{ gone: number; last: string | null }]>(
    `WITH page AS (SELECT hash FROM blob WHERE hash > $1 ORDER BY hash LIMIT 200),
     gone AS (
       DELETE FROM blob WHERE hash = ANY (ARRAY(SELECT hash FROM page))
          AND blob.used_at < to_timestamp($2::float8 / 1000)
          -- One of an engine of before may have come since: what it uses is not known yet.
          AND NOT EXISTS (SELECT FROM revision WHERE revision.blobs IS NULL AND revision.request IS NOT NULL)
          AND NOT EXISTS (SELECT FROM revision WHERE revision.template = blob.hash)
          AND NOT EXISTS (SELECT FROM software_config WHERE software_config.config = blob.hash)
          AND NOT EXISTS (SELECT FROM revision WHERE revision.blobs @> ARRAY[blob.hash]) RETURNING 1)
     SELECT (SELECT count(*)::int FROM gone) AS gone, max(hash) AS last FROM page`,
    [after, usedBeforeMs],
  );
  return { gone: page.gone, last: page.last ?? undefined };
}
