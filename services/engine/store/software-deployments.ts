import type { DataSource } from 'typeorm';
import { isUuid } from './is-uuid.js';
import type { PageQuery } from './software-configs.js';

export interface SoftwareDeploymentRow {
  readonly id: string;
  readonly config: string;
  readonly server: string;
  readonly action: string | null;
  readonly status: string | null;
  /** Sealed, like both maps of values (JSON); null: there is none. */
  readonly reason: string | null;
  readonly inputValues: string | null;
  readonly outputValues: string | null;
  readonly createdAt: Date;
  /** Null before the first change. */
  readonly updatedAt: Date | null;
}

export type NewDeploymentRow = Omit<SoftwareDeploymentRow, 'createdAt' | 'updatedAt' | 'outputValues'> & {
  readonly tenant: string;
};

/** What is null stays as it is. */
export type DeploymentChanges = Omit<
  SoftwareDeploymentRow,
  'id' | 'server' | 'config' | 'createdAt' | 'updatedAt'
> & {
  readonly config: string | null;
};

const COLUMNS = `id, config, server, action, status, reason, input_values AS "inputValues", output_values AS "outputValues",
  created_at AS "createdAt", updated_at AS "updatedAt"`;

export interface DeploymentLimits {
  readonly perTenant: number;
  readonly perServer: number;
}

/**
 * @param limits of creates at the same moment a few may go beyond them.
 * @returns `no config`: the tenant has no such config; `too many`: a limit is reached.
 */
export async function insertSoftwareDeployment(
  database: DataSource,
  row: NewDeploymentRow,
  limits: DeploymentLimits,
): Promise<SoftwareDeploymentRow | 'no config' | 'too many'> {
  if (!isUuid(row.config)) return 'no config';
  const made = await database.query<SoftwareDeploymentRow[]>(
    `INSERT INTO software_deployment (id, tenant, server, config, action, status, reason, input_values)
     SELECT $1, $2, $3, software_config.id, $5, $6, $7, $8 FROM software_config
      WHERE software_config.id = $4 AND software_config.tenant = $2
        AND (SELECT count(*) FROM (SELECT FROM software_deployment WHERE tenant = $2 LIMIT $9) AS there) < $9
        AND (SELECT count(*) FROM (SELECT FROM software_deployment WHERE tenant = $2 AND server = $3 LIMIT $10) AS there) < $10
        FOR KEY SHARE OF software_config
     RETURNING ${COLUMNS}`,
    [
      row.id,
      row.tenant,
      row.server,
      row.config,
      row.action,
      row.status,
      row.reason,
      row.inputValues,
      limits.perTenant,
      limits.perServer,
    ],
  );
  return made[0] ?? ((await hasConfig(database, row.tenant, row.config)) ? 'too many' : 'no config');
}

async function hasConfig(database: DataSource, tenant: string, id: string): Promise<boolean> {
  const rows = await database.query<unknown[]>(`SELECT FROM software_config WHERE id = $2 AND tenant = $1`, [
    tenant,
    id,
  ]);
  return rows.length > 0;
}

export interface DeploymentQuery extends PageQuery {
  readonly server?: string;
}

/** Oldest first. */
export async function listSoftwareDeployments(
  database: DataSource,
  tenant: string,
  query: DeploymentQuery,
): Promise<SoftwareDeploymentRow[]> {
  const { from, values } = pageOf(tenant, query);
  return database.query<SoftwareDeploymentRow[]>(`SELECT ${COLUMNS} ${from}`, values);
}

/** How much a list of them would be to read, as it is stored. */
export async function deploymentBytes(
  database: DataSource,
  tenant: string,
  query: DeploymentQuery,
): Promise<number> {
  const { from, values } = pageOf(tenant, query);
  const [page] = await database.query<{ bytes: number | null }[]>(
    `SELECT sum(bytes)::float8 AS bytes FROM (
       SELECT coalesce(octet_length(reason), 0) + coalesce(octet_length(input_values), 0) + coalesce(octet_length(output_values), 0) AS bytes ${from}) AS page`,
    values,
  );
  return page?.bytes ?? 0;
}

function pageOf(tenant: string, { server, limit, marker }: DeploymentQuery) {
  const ofServer = server === undefined ? '' : 'AND server = $4';
  return {
    from: `FROM software_deployment
      WHERE tenant = $1 ${ofServer} AND (created_at, id) > (
        SELECT coalesce(max(created_at), '-infinity'), coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')
          FROM software_deployment WHERE tenant = $1 AND id = $2)
      ORDER BY created_at, id LIMIT $3`,
    values: [
      tenant,
      marker !== undefined && isUuid(marker) ? marker : null,
      limit ?? null,
      ...(server === undefined ? [] : [server]),
    ],
  };
}

export async function findSoftwareDeployment(
  database: DataSource,
  tenant: string,
  id: string,
): Promise<SoftwareDeploymentRow | undefined> {
  if (!isUuid(id)) return undefined;
  const rows = await database.query<SoftwareDeploymentRow[]>(
    `SELECT ${COLUMNS} FROM software_deployment WHERE id = $2 AND tenant = $1`,
    [tenant, id],
  );
  return rows[0];
}

/** @returns `no config`: the tenant has none such as the new one, and nothing was changed; undefined: there is no such deployment. */
export async function updateSoftwareDeployment(
  database: DataSource,
  tenant: string,
  id: string,
  changes: DeploymentChanges,
): Promise<SoftwareDeploymentRow | 'no config' | undefined> {
  if (!isUuid(id)) return undefined;
  if (changes.config !== null && !isUuid(changes.config)) return refusal(database, tenant, id);
  const rows = await database.query<SoftwareDeploymentRow[]>(
    `WITH wanted AS (SELECT id FROM software_config WHERE id = $3 AND tenant = $1 FOR KEY SHARE),
     changed AS (
       UPDATE software_deployment SET config = coalesce($3, config), action = coalesce($4, action), status = coalesce($5, status),
              reason = coalesce($6, reason), input_values = coalesce($7, input_values), output_values = coalesce($8, output_values),
              updated_at = now()
        WHERE id = $2 AND tenant = $1
          AND ($3::uuid IS NULL OR EXISTS (SELECT FROM wanted))
        RETURNING *)
     SELECT ${COLUMNS} FROM changed`,
    [
      tenant,
      id,
      changes.config,
      changes.action,
      changes.status,
      changes.reason,
      changes.inputValues,
      changes.outputValues,
    ],
  );
  return rows[0] ?? refusal(database, tenant, id);
}

async function refusal(database: DataSource, tenant: string, id: string): Promise<'no config' | undefined> {
  return (await findSoftwareDeployment(database, tenant, id)) && 'no config';
}

/** @returns whether there was one. */
export async function deleteSoftwareDeployment(
  database: DataSource,
  tenant: string,
  id: string,
): Promise<boolean> {
  if (!isUuid(id)) return false;
  const [, gone] = await database.query<[unknown[], number]>(
    `DELETE FROM software_deployment WHERE id = $2 AND tenant = $1`,
    [tenant, id],
  );
  return gone === 1;
}
