import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Engines in number: where each of them listens, when it was heard of last, and what it said of itself; what is ordered of workers; what was declared gone with its node. Only adds, so that an engine of before goes on beside one of now. */
export class Fleet1795200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE engine ADD COLUMN address text NOT NULL DEFAULT '', ADD COLUMN version text NOT NULL DEFAULT '', ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN state jsonb`,
    );
    await runner.query(
      `CREATE TABLE drained_worker (id text PRIMARY KEY, drained_at timestamptz NOT NULL DEFAULT now())`,
    );
    await runner.query(
      `CREATE TABLE gone_thing (
         stack uuid NOT NULL,
         ordinal integer NOT NULL,
         name text NOT NULL,
         type text NOT NULL,
         node text NOT NULL,
         physical text NOT NULL,
         declared_at timestamptz NOT NULL DEFAULT now(),
         left_over boolean,
         told boolean NOT NULL DEFAULT false,
         PRIMARY KEY (stack, ordinal))`,
    );
    await runner.query(`CREATE INDEX gone_thing_untold ON gone_thing (stack) WHERE NOT told`);
    await runner.query(`CREATE INDEX gone_thing_node ON gone_thing (node)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE gone_thing`);
    await runner.query(`DROP TABLE drained_worker`);
    await runner.query(
      `ALTER TABLE engine DROP COLUMN address, DROP COLUMN version, DROP COLUMN seen_at, DROP COLUMN state`,
    );
  }
}
