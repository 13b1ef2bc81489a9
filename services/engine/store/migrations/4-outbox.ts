import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Where events go, and how far each place has them: the events themselves are the outbox. Beside it what the purge needs to find
 * things: which contents a revision uses, when a content was last used, deleted stacks by age. Only adds, so that an engine of
 * before goes on beside one of now; `blobs` stays null in what that one writes, and is filled in before contents are purged.
 */
export class Outbox1795300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of forth) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of back) await runner.query(statement);
  }
}

const forth = [
  `CREATE TABLE event_sink (
     name text PRIMARY KEY,
     since timestamptz NOT NULL DEFAULT now(),
     heard_at timestamptz NOT NULL DEFAULT now())`,
  `CREATE TABLE event_cursor (
     sink text NOT NULL REFERENCES event_sink ON DELETE CASCADE,
     stack uuid NOT NULL,
     event bigint NOT NULL,
     PRIMARY KEY (sink, stack)) WITH (fillfactor = 60)`,
  `CREATE INDEX event_cursor_stack ON event_cursor (stack)`,
  `CREATE INDEX stack_of_shard ON stack (shard)`,
  `CREATE INDEX stack_deleted ON stack (deleted_at) WHERE deleted_at IS NOT NULL`,
  `ALTER TABLE blob ADD COLUMN used_at timestamptz NOT NULL DEFAULT now()`,
  `ALTER TABLE revision ADD COLUMN blobs text[]`,
  `CREATE INDEX revision_base ON revision (stack, base)`,
  // Whatever is written meanwhile: no revision loses the one whose goal it has.
  `ALTER TABLE revision ADD CONSTRAINT revision_has_base FOREIGN KEY (stack, base) REFERENCES revision (stack, number) NOT VALID`,
  `CREATE INDEX revision_template ON revision (template) WHERE template IS NOT NULL`,
  `CREATE INDEX revision_blobs ON revision USING gin (blobs) WHERE blobs IS NOT NULL`,
  `CREATE INDEX revision_blobs_unknown ON revision (stack, number) WHERE blobs IS NULL AND request IS NOT NULL`,
  `CREATE INDEX revision_restores ON revision (stack, number) WHERE modes -> 'requests' @> '[{"verb":"restore"}]'`,
];

const back = [
  `ALTER TABLE revision DROP CONSTRAINT revision_has_base`,
  `DROP INDEX revision_base`,
  `DROP INDEX revision_restores, revision_blobs_unknown, revision_blobs, revision_template, stack_deleted, stack_of_shard`,
  `ALTER TABLE revision DROP COLUMN blobs`,
  `ALTER TABLE blob DROP COLUMN used_at`,
  `DROP TABLE event_cursor`,
  `DROP TABLE event_sink`,
];
