import { DataSource } from 'typeorm';
import { IsothermError } from '../../../lib/errors.js';
import { Foundation1795000000000 } from './migrations/1-foundation.js';
import { Revisions1795100000000 } from './migrations/2-revisions.js';
import { Fleet1795200000000 } from './migrations/3-fleet.js';
import { Outbox1795300000000 } from './migrations/4-outbox.js';

export interface DatabaseOptions {
  /** `postgres://…`; a unix socket as `postgres://user@/database?host=/directory`. */
  readonly url: string;
  readonly poolSize: number;
  readonly applicationName: string;
}

/** Any number: all engines that start at once take the same lock and migrate one after another. */
const MIGRATION_LOCK = 7_195_000;
const OLDEST_VERSION = 150_000;

/**
 * Opens the database and brings its tables up to date, under an advisory lock.
 * @throws IsothermError `store.unavailable` when it cannot be reached, or is older than PostgreSQL 15.
 */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const database = new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: options.applicationName,
    poolSize: options.poolSize,
    installExtensions: false,
    migrations: [Foundation1795000000000, Revisions1795100000000, Fleet1795200000000, Outbox1795300000000],
    migrationsTransactionMode: 'each',
    logging: false,
    poolErrorHandler: () => undefined,
  });
  try {
    await database.initialize();
  } catch (error) {
    throw new IsothermError(
      'store.unavailable',
      `the database cannot be opened: ${(error as Error).message}; check database.url`,
      {
        cause: error,
        retry: 'later',
      },
    );
  }
  const [{ server_version_num: version }] =
    await database.query<[{ server_version_num: string }]>('SHOW server_version_num');
  if (Number(version) < OLDEST_VERSION) {
    await database.destroy();
    throw new IsothermError(
      'store.unavailable',
      `the database is PostgreSQL ${version}; version 15 or newer is needed`,
    );
  }
  await migrate(database);
  return database;
}

async function migrate(database: DataSource): Promise<void> {
  const runner = database.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock($1)`, [MIGRATION_LOCK]);
    await database.runMigrations();
    await runner.query(`SELECT pg_advisory_unlock($1)`, [MIGRATION_LOCK]);
  } finally {
    await runner.release();
  }
}
