import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  destroyEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedConnection,
  type EmbeddedPostgres,
} from '../../lib/embedded-postgres/index.js';

/** A database of a test file's own. */
export interface TestDatabase {
  readonly connection: EmbeddedConnection;
  readonly url: string;
  drop(): Promise<void>;
}

interface Cluster {
  readonly directory: string;
  readonly postgres: EmbeddedPostgres;
}

let cluster: Promise<Cluster> | undefined;

/**
 * An empty database on the cluster of this test run, which starts with the first one asked for and ends with the
 * run. Nothing in it is durable.
 */
export async function freshDatabase(): Promise<TestDatabase> {
  const { postgres } = await (cluster ??= startCluster());
  const database = `test_${randomUUID().replaceAll('-', '')}`;
  await run(postgres.connection, `CREATE DATABASE ${database}`);
  return {
    connection: { ...postgres.connection, database },
    url: postgres.url.replace(/\/postgres$/, `/${database}`),
    drop: () => run(postgres.connection, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
  };
}

async function startCluster(): Promise<Cluster> {
  const directory = await mkdtemp(join(tmpdir(), 'isotherm-test-'));
  // The server may run as another user, who must get through.
  await chmod(directory, 0o711);
  const postgres = await startEmbeddedPostgres({
    dataDirectory: join(directory, 'pg'),
    fsync: false,
    connections: 200,
  });
  return { directory, postgres };
}

async function run(connection: EmbeddedConnection, sql: string): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

after('stop the PostgreSQL of the test run', async () => {
  if (cluster === undefined) return;
  const { directory, postgres } = await cluster;
  await postgres.stop();
  await destroyEmbeddedPostgres(join(directory, 'pg'));
  await rm(directory, { recursive: true, force: true });
});
