import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Revisions for whatever is asked of a stack: each names the revision whose goal it has (`base`), the one that made it
 * the goal (`since`), the one that the status speaks of (`asked`), and what applies beside the template (`modes`). Failures are
 * rows; so is what snapshots kept.
 */
export class Revisions1795100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of forth) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of back) await runner.query(statement);
  }
}

const forth = [
  `ALTER TABLE stack
     ADD COLUMN protected boolean NOT NULL DEFAULT false,
     ADD COLUMN asked integer`,
  `UPDATE stack SET asked = revision`,
  `ALTER TABLE stack ALTER COLUMN asked SET NOT NULL`,
  `ALTER TABLE revision
     ADD COLUMN base integer,
     ADD COLUMN since integer,
     ADD COLUMN asked integer,
     ADD COLUMN asked_for text,
     ADD COLUMN modes jsonb,
     ADD COLUMN description text,
     ADD COLUMN resources integer,
     ADD COLUMN ended text,
     ALTER COLUMN request DROP NOT NULL,
     ALTER COLUMN goal DROP NOT NULL,
     ALTER COLUMN view DROP NOT NULL`,
  `UPDATE revision SET base = number, since = number, asked = number, asked_for = lower(revision.action),
          modes = jsonb_build_object('rollback', NOT stack.disable_rollback),
          description = CASE WHEN number = stack.revision THEN stack.description ELSE '' END,
          ended = CASE WHEN number < stack.completed THEN 'reached' WHEN number < stack.revision THEN 'superseded' END
     FROM stack WHERE stack.id = revision.stack`,
  `ALTER TABLE revision
     ALTER COLUMN base SET NOT NULL,
     ALTER COLUMN since SET NOT NULL,
     ALTER COLUMN asked SET NOT NULL,
     ALTER COLUMN asked_for SET NOT NULL,
     ALTER COLUMN modes SET NOT NULL`,
  `ALTER TABLE job ADD COLUMN request integer NOT NULL DEFAULT 0`,
  `ALTER TABLE log_line
     ADD COLUMN ordinal integer NOT NULL DEFAULT 0,
     ADD COLUMN fence integer NOT NULL DEFAULT 0`,
  `CREATE TABLE failure (
     stack uuid NOT NULL,
     ordinal integer NOT NULL,
     fence integer NOT NULL,
     revision integer NOT NULL,
     time double precision NOT NULL,
     name text NOT NULL,
     type text NOT NULL,
     physical text NOT NULL,
     action text NOT NULL,
     attempt integer NOT NULL,
     kind text NOT NULL,
     cause text NOT NULL,
     PRIMARY KEY (stack, ordinal, fence))`,
  `CREATE INDEX failure_revision ON failure (stack, revision, time)`,
  `CREATE TABLE snapshot (
     id uuid PRIMARY KEY,
     stack uuid NOT NULL REFERENCES stack ON DELETE CASCADE,
     revision integer NOT NULL,
     name text NOT NULL,
     status text NOT NULL,
     reason text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now())`,
  `CREATE UNIQUE INDEX snapshot_revision ON snapshot (stack, revision)`,
  `CREATE TABLE snapshot_resource (
     stack uuid NOT NULL,
     revision integer NOT NULL,
     name text NOT NULL,
     physical text NOT NULL,
     type text NOT NULL,
     data text NOT NULL,
     PRIMARY KEY (stack, revision, name, physical))`,
];

const back = [
  `DROP TABLE snapshot_resource`,
  `DROP TABLE snapshot`,
  `DROP TABLE failure`,
  `UPDATE revision SET template = base.template, request = base.request, goal = base.goal, view = base.view
     FROM revision AS base WHERE base.stack = revision.stack AND base.number = revision.base AND revision.goal IS NULL`,
  `ALTER TABLE revision
     DROP COLUMN base,
     DROP COLUMN since,
     DROP COLUMN asked,
     DROP COLUMN asked_for,
     DROP COLUMN modes,
     DROP COLUMN description,
     DROP COLUMN resources,
     DROP COLUMN ended,
     ALTER COLUMN request SET NOT NULL,
     ALTER COLUMN goal SET NOT NULL,
     ALTER COLUMN view SET NOT NULL`,
  `ALTER TABLE log_line DROP COLUMN ordinal, DROP COLUMN fence`,
  `ALTER TABLE job DROP COLUMN request`,
  `ALTER TABLE stack DROP COLUMN protected, DROP COLUMN asked`,
];
