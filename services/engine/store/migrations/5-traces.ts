import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Of which trace the request was that wrote a revision. Null: of none, or an engine of before wrote it. */
export class Traces1795400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE revision ADD COLUMN trace_parent text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE revision DROP COLUMN trace_parent`);
  }
}
