import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Engines in number: where each of them listens, when it was heard of last, and what it said of itself; what is ordered of workers. Only adds, so that an engine of before goes on beside one of now. */
export class Fleet1795200000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `ALTER TABLE engine ADD COLUMN address text NOT NULL DEFAULT '', ADD COLUMN version text NOT NULL DEFAULT '', ADD COLUMN seen_at timestamptz NOT NULL DEFAULT now(), ADD COLUMN state jsonb`,
    );
    await runner.query(
      `CREATE TABLE drained_worker (id text PRIMARY KEY, drained_at timestamptz NOT NULL DEFAULT now())`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE drained_worker`);
    await runner.query(
      `ALTER TABLE engine DROP COLUMN address, DROP COLUMN version, DROP COLUMN seen_at, DROP COLUMN state`,
    );
  }
}
