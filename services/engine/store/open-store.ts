import { DataSource } from 'typeorm';
import { IsothermError } from '../../../lib/errors.js';
import { version } from '../../../lib/version.js';
import { Foundation1795000000000 } from './migrations/1-foundation.js';
import { Revisions1795100000000 } from './migrations/2-revisions.js';
import { Fleet1795200000000 } from './migrations/3-fleet.js';
import { Outbox1795300000000 } from './migrations/4-outbox.js';
import { Traces1795400000000 } from './migrations/5-traces.js';
import { RevokedTokens1795450000000 } from './migrations/6-revoked-tokens.js';
import { Installation1795500000000 } from './migrations/7-installation.js';
import { Software1795600000000 } from './migrations/8-software.js';
import { SoftwareOwner1795700000000 } from './migrations/9-software-owner.js';
import { StackUsernames1795800000000 } from './migrations/10-stack-usernames.js';
import { StackSinks1795900000000 } from './migrations/11-stack-sinks.js';

export interface DatabaseOptions {
  /** `postgres://…`; a unix socket as `postgres://user@/database?host=/directory`. */
  readonly url: string;
  readonly poolSize: number;
  readonly applicationName: string;
}

/** An engine that stands still within a transaction would hold up those that have its stacks by then. */
const IDLE_IN_TRANSACTION_MS = 5_000;
/** Any number: all engines that start at once take the same lock and migrate one after another. */
const MIGRATION_LOCK = 7_195_000;
const OLDEST_VERSION = 150_000;

/**
 * Opens the database and brings its tables up to date, under an advisory lock.
 * @throws IsothermError `store.unavailable` when it cannot be reached, or is older than PostgreSQL 15; `store.too-new` when a newer version
 *   has migrated it.
 */
export async function openDatabase(options: DatabaseOptions): Promise<DataSource> {
  const database = new DataSource({
    type: 'postgres',
    url: options.url,
    applicationName: options.applicationName,
    poolSize: options.poolSize,
    extra: { idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS },
    installExtensions: false,
    migrations: [
      Foundation1795000000000,
      Revisions1795100000000,
      Fleet1795200000000,
      Outbox1795300000000,
      Traces1795400000000,
      RevokedTokens1795450000000,
      Installation1795500000000,
      Software1795600000000,
      SoftwareOwner1795700000000,
      StackUsernames1795800000000,
      StackSinks1795900000000,
    ],
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
  const [{ server_version_num: server }] =
    await database.query<[{ server_version_num: string }]>('SHOW server_version_num');
  if (Number(server) < OLDEST_VERSION) {
    await database.destroy();
    throw new IsothermError(
      'store.unavailable',
      `the database is PostgreSQL ${server}; version 15 or newer is needed`,
    );
  }
  try {
    await migrate(database);
  } catch (error) {
    await database.destroy();
    throw error;
  }
  return database;
}

async function migrate(database: DataSource): Promise<void> {
  const runner = database.createQueryRunner();
  try {
    await runner.query(`SELECT pg_advisory_lock($1)`, [MIGRATION_LOCK]);
    try {
      await refuseNewer(database);
      await database.runMigrations();
    } finally {
      await runner.query(`SELECT pg_advisory_unlock($1)`, [MIGRATION_LOCK]);
    }
  } finally {
    await runner.release();
  }
}

/** What a newer version has made of the tables cannot be known: nothing is read or written there. */
async function refuseNewer(database: DataSource): Promise<void> {
  const [found] = await database.query<[{ table: string | null }]>(
    `SELECT to_regclass('migrations') AS table`,
  );
  if (found.table === null) return;
  const known = new Set(database.migrations.map((migration) => migration.name ?? migration.constructor.name));
  const rows = await database.query<{ name: string }[]>(`SELECT name FROM migrations ORDER BY id`);
  const unknown = rows.map(({ name }) => name).filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new IsothermError(
    'store.too-new',
    `The database was brought up to date by a newer version than ${version}, which does not know ${unknown.join(', ')}: run that version, or restore a backup of before`,
  );
}
