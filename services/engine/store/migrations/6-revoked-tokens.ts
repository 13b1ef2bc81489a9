import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens of the embedded identity that ended before their time; their ids are no secrets. */
export class RevokedTokens1795450000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE revoked_token (
        id text PRIMARY KEY,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE revoked_token`);
  }
}
