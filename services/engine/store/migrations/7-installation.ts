import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What there is one of in a database: the key of its digests, sealed. */
export class Installation1795500000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE TABLE installation (
      single boolean PRIMARY KEY DEFAULT true CHECK (single),
      digest_key text NOT NULL)`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE installation`);
  }
}
