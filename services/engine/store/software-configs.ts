import type { DataSource } from 'typeorm';
import type { Queries } from './for-job.js';
import { isUuid } from './is-uuid.js';
import { KEEP_BLOBS, type Blob } from './revisions.js';

/** Where a page of a list begins, and how long it is. */
export interface PageQuery {
  readonly limit?: number;
  /** Id of what the page before ended with; one that is not there is as none. */
  readonly marker?: string;
}

export interface SoftwareConfigRow {
  readonly id: string;
  readonly name: string | null;
  readonly group: string | null;
  readonly createdAt: Date;
}

/** With its sealed texts. */
export interface WholeSoftwareConfigRow extends SoftwareConfigRow {
  /** JSON of the config itself. */
  readonly config: string;
  /** JSON of inputs, outputs and options. */
  readonly definition: string;
}

const SUMMARY = `software_config.id, software_config.name, software_config.tool AS "group", software_config.created_at AS "createdAt"`;
const WHOLE = `${SUMMARY}, software_config.definition, blob.content AS config`;
const WITH_CONTENT = `JOIN blob ON blob.hash = software_config.config`;

export interface NewSoftwareConfigRow {
  readonly id: string;
  readonly tenant: string;
  readonly name: string | null;
  readonly group: string | null;
  readonly config: Blob;
  readonly definition: string;
  /** The instance whose thing it is; absent: a user's. */
  readonly owner?: { readonly stack: string; readonly ordinal: number };
}

/**
 * @param atMost how many the tenant may have; of creates at the same moment a few may go beyond it.
 * @returns when it was made; undefined: the tenant has as many as it may have.
 */
export async function insertSoftwareConfig(
  on: Queries,
  config: NewSoftwareConfigRow,
  atMost: number,
): Promise<Date | undefined> {
  const rows = await on.query<{ createdAt: Date }[]>(
    `WITH blobs AS (${KEEP_BLOBS})
     INSERT INTO software_config (id, tenant, name, tool, config, definition, stack, ordinal)
     SELECT $3, $4, $5, $6, $7, $8, $10, $11
      WHERE (SELECT count(*) FROM (SELECT FROM software_config WHERE tenant = $4 LIMIT $9) AS there) < $9
     RETURNING created_at AS "createdAt"`,
    [
      [config.config.hash],
      [config.config.content],
      config.id,
      config.tenant,
      config.name,
      config.group,
      config.config.hash,
      config.definition,
      atMost,
      config.owner?.stack ?? null,
      config.owner?.ordinal ?? null,
    ],
  );
  return rows[0]?.createdAt;
}

/** Newest first. */
export async function listSoftwareConfigs(
  database: DataSource,
  tenant: string,
  { limit, marker }: PageQuery,
): Promise<SoftwareConfigRow[]> {
  return database.query<SoftwareConfigRow[]>(
    `SELECT ${SUMMARY} FROM software_config
      WHERE tenant = $1 AND (created_at, id) < (
        SELECT coalesce(max(created_at), 'infinity'), coalesce($2::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff')
          FROM software_config WHERE tenant = $1 AND id = $2)
      ORDER BY created_at DESC, id DESC LIMIT $3`,
    [tenant, marker !== undefined && isUuid(marker) ? marker : null, limit ?? null],
  );
}

export async function findSoftwareConfig(
  on: Queries,
  tenant: string,
  id: string,
): Promise<WholeSoftwareConfigRow | undefined> {
  if (!isUuid(id)) return undefined;
  const rows = await on.query<WholeSoftwareConfigRow[]>(
    `SELECT ${WHOLE} FROM software_config ${WITH_CONTENT} WHERE software_config.id = $2 AND tenant = $1`,
    [tenant, id],
  );
  return rows[0];
}

const OF_SERVER = `
  FROM software_deployment JOIN software_config ON software_config.id = software_deployment.config ${WITH_CONTENT}
 WHERE software_deployment.tenant = $1 AND software_deployment.server = $2`;

/** How much it would be to read what is deployed to a server, as it is stored. */
export async function configBytesOfServer(
  database: DataSource,
  tenant: string,
  server: string,
): Promise<number> {
  const [all] = await database.query<{ bytes: number | null }[]>(
    `SELECT sum(octet_length(blob.content) + octet_length(software_config.definition))::float8 AS bytes ${OF_SERVER}`,
    [tenant, server],
  );
  return all?.bytes ?? 0;
}

/** What is deployed to a server, by the names of the configs, as Python orders them. */
export async function listConfigsOfServer(
  database: DataSource,
  tenant: string,
  server: string,
): Promise<WholeSoftwareConfigRow[]> {
  return database.query<WholeSoftwareConfigRow[]>(
    `SELECT ${WHOLE} ${OF_SERVER}
      ORDER BY software_config.name COLLATE "C" NULLS FIRST, software_deployment.created_at, software_deployment.id`,
    [tenant, server],
  );
}

/** Until the transaction ends nobody else deletes it, or deploys it. @returns whether the tenant has one of that id */
export async function lockConfig(transaction: Queries, tenant: string, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const found = await transaction.query<unknown[]>(
    `SELECT FROM software_config WHERE id = $2 AND tenant = $1 FOR UPDATE`,
    [tenant, id],
  );
  return found.length > 0;
}

/** Of one that is locked: deployments that were just being made of it are seen. @returns whether it is gone; else one has it */
export async function deleteUnused(transaction: Queries, id: string): Promise<boolean> {
  const [, gone] = await transaction.query<[unknown[], number]>(
    `DELETE FROM software_config WHERE id = $1 AND NOT EXISTS (SELECT FROM software_deployment WHERE config = $1)`,
    [id],
  );
  return gone === 1;
}
