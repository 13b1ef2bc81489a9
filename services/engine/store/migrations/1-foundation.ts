import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many shards stacks are spread over; never changed, since a stack keeps its shard. */
export const SHARDS = 256;

/** Tables of the foundation. Rows that are written on every turn leave room for updates in place (fillfactor). */
export class Foundation1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [
      'claim',
      'log_line',
      'event',
      'job',
      'instance',
      'revision',
      'blob',
      'stack',
      'shard',
      'engine',
      'resource_type',
    ]) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}

const statements = [
  `CREATE TABLE engine (
     id text PRIMARY KEY,
     lock_key bigint NOT NULL,
     started_at timestamptz NOT NULL DEFAULT now())`,
  `CREATE TABLE shard (
     id smallint PRIMARY KEY,
     engine text,
     epoch bigint NOT NULL DEFAULT 0,
     lease_until timestamptz NOT NULL DEFAULT '-infinity')`,
  `INSERT INTO shard (id) SELECT generate_series(0, ${String(SHARDS - 1)})`,
  `CREATE TABLE stack (
     id uuid PRIMARY KEY,
     tenant text NOT NULL,
     name text NOT NULL,
     root uuid NOT NULL,
     shard smallint NOT NULL REFERENCES shard,
     idempotency_key text,
     created_at timestamptz NOT NULL DEFAULT now(),
     updated_at timestamptz,
     deleted_at timestamptz,
     revision integer NOT NULL,
     goal_action text NOT NULL,
     disable_rollback boolean NOT NULL,
     timeout_mins integer,
     tags text[] NOT NULL,
     description text NOT NULL,
     seen integer NOT NULL DEFAULT 0,
     completed integer NOT NULL DEFAULT 0,
     ordinal integer NOT NULL DEFAULT 1,
     event bigint NOT NULL DEFAULT 0,
     action text NOT NULL DEFAULT 'CREATE',
     status text NOT NULL DEFAULT 'IN_PROGRESS',
     reason text NOT NULL DEFAULT '',
     convergence text NOT NULL DEFAULT 'converging') WITH (fillfactor = 60)`,
  `CREATE UNIQUE INDEX stack_name ON stack (tenant, name) WHERE deleted_at IS NULL`,
  `CREATE UNIQUE INDEX stack_idempotency_key ON stack (tenant, idempotency_key) WHERE idempotency_key IS NOT NULL`,
  `CREATE INDEX stack_shard ON stack (shard) WHERE deleted_at IS NULL`,
  `CREATE INDEX stack_unseen ON stack (shard) WHERE revision > seen`,
  `CREATE INDEX stack_created ON stack (tenant, created_at DESC, id)`,
  `CREATE TABLE blob (
     hash text PRIMARY KEY,
     content text NOT NULL)`,
  `CREATE TABLE revision (
     stack uuid NOT NULL REFERENCES stack ON DELETE CASCADE,
     number integer NOT NULL,
     action text NOT NULL,
     template text REFERENCES blob,
     request text NOT NULL,
     goal text NOT NULL,
     view text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now(),
     PRIMARY KEY (stack, number))`,
  `CREATE TABLE instance (
     stack uuid NOT NULL,
     ordinal integer NOT NULL,
     name text NOT NULL,
     type text NOT NULL,
     node text NOT NULL,
     physical text NOT NULL,
     digest text NOT NULL,
     applied text NOT NULL,
     state text NOT NULL,
     seen text NOT NULL,
     PRIMARY KEY (stack, ordinal)) WITH (fillfactor = 60)`,
  `CREATE TABLE job (
     stack uuid NOT NULL,
     ordinal integer NOT NULL,
     kind text NOT NULL DEFAULT 'resource',
     action text NOT NULL,
     fence integer NOT NULL,
     worker text NOT NULL,
     attempt integer NOT NULL,
     revision integer NOT NULL,
     changes jsonb NOT NULL,
     since double precision NOT NULL,
     PRIMARY KEY (stack, ordinal))`,
  `CREATE TABLE event (
     stack uuid NOT NULL,
     event bigint NOT NULL,
     time double precision NOT NULL,
     name text NOT NULL,
     type text NOT NULL,
     physical text NOT NULL,
     action text NOT NULL,
     status text NOT NULL,
     reason text NOT NULL,
     PRIMARY KEY (stack, event))`,
  `CREATE TABLE log_line (
     id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     stack uuid NOT NULL,
     name text NOT NULL,
     time double precision NOT NULL,
     action text NOT NULL,
     line text NOT NULL)`,
  `CREATE INDEX log_line_resource ON log_line (stack, name, id)`,
  `CREATE TABLE resource_type (
     type text PRIMARY KEY,
     hash text NOT NULL,
     schema text NOT NULL)`,
  `CREATE TABLE claim (
     key text PRIMARY KEY,
     stack uuid NOT NULL,
     ordinal integer NOT NULL)`,
  `CREATE INDEX claim_instance ON claim (stack, ordinal)`,
];
