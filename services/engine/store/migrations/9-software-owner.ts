import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The instance whose thing a software config is; null: a user made it, or nobody knows. Only adds. */
export class SoftwareOwner1795700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE software_config ADD COLUMN stack uuid, ADD COLUMN ordinal integer`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE software_config DROP COLUMN stack, DROP COLUMN ordinal`);
  }
}
