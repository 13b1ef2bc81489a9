import type { DataSource } from 'typeorm';
import { forJob, type JobRun } from './for-job.js';
import {
  deleteUnused,
  findSoftwareConfig,
  insertSoftwareConfig,
  lockConfig,
  type NewSoftwareConfigRow,
  type WholeSoftwareConfigRow,
} from './software-configs.js';

/** The resource whose thing a config is. */
export interface SoftwareOwner {
  readonly stack: string;
  readonly resource: string;
}

/** An instance that was forgotten, or has become another thing, owns it no more. One whose thing is just being made names none. */
export const OWNER = `
  SELECT stack.name AS stack, instance.name AS resource
    FROM software_config
    JOIN instance ON instance.stack = software_config.stack AND instance.ordinal = software_config.ordinal
    JOIN stack ON stack.id = instance.stack
   WHERE software_config.id = $1 AND instance.physical IN ('', software_config.id::text)`;

/** As a user asks for it. @returns who owns it, and nothing was done; else as `deleteConfigForJob` */
export function deleteSoftwareConfig(
  database: DataSource,
  tenant: string,
  id: string,
): Promise<'deleted' | 'used' | 'absent' | SoftwareOwner> {
  return database.transaction(async (on) => {
    if (!(await lockConfig(on, tenant, id))) return 'absent';
    const [owner] = await on.query<SoftwareOwner[]>(OWNER, [id]);
    if (owner) return owner;
    return (await deleteUnused(on, id)) ? 'deleted' : 'used';
  });
}

/** The config of that id becomes the instance's thing; made once. @returns `too many`: the tenant has as many as it may have */
export function createOwnedConfig(
  database: DataSource,
  job: JobRun,
  config: Omit<NewSoftwareConfigRow, 'tenant'>,
  atMost: number,
): Promise<'there' | 'too many'> {
  return forJob(database, job, async (on, tenant) => {
    if (await findSoftwareConfig(on, tenant, config.id)) return 'there';
    return (await insertSoftwareConfig(on, { ...config, tenant, owner: job }, atMost)) ? 'there' : 'too many';
  });
}

/** Undefined: the tenant has none of that id. */
export function findConfigForJob(
  database: DataSource,
  job: JobRun,
  id: string,
): Promise<WholeSoftwareConfigRow | undefined> {
  return forJob(database, job, (on, tenant) => findSoftwareConfig(on, tenant, id));
}

/** It becomes the instance's thing, unless it is another's, who is returned. Undefined: the tenant has none of that id. */
export function adoptConfig(
  database: DataSource,
  job: JobRun,
  id: string,
): Promise<WholeSoftwareConfigRow | SoftwareOwner | undefined> {
  return forJob(database, job, async (on, tenant) => {
    if (!(await lockConfig(on, tenant, id))) return undefined;
    const [other] = await on.query<SoftwareOwner[]>(
      `${OWNER} AND NOT (instance.stack = $2 AND instance.ordinal = $3)`,
      [id, job.stack, job.ordinal],
    );
    if (other) return other;
    await on.query(`UPDATE software_config SET stack = $2, ordinal = $3 WHERE id = $1`, [
      id,
      job.stack,
      job.ordinal,
    ]);
    return findSoftwareConfig(on, tenant, id);
  });
}

/** @returns `used`: a deployment has it, and nothing was done; `absent`: there is none */
export function deleteConfigForJob(
  database: DataSource,
  job: JobRun,
  id: string,
): Promise<'deleted' | 'used' | 'absent'> {
  return forJob(database, job, async (on, tenant) => {
    if (!(await lockConfig(on, tenant, id))) return 'absent';
    return (await deleteUnused(on, id)) ? 'deleted' : 'used';
  });
}
