import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which user made a stack; null where that was not kept, or nobody is known by a name. Only adds. */
export class StackUsernames1795800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE stack ADD COLUMN username text`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE stack DROP COLUMN username`);
  }
}
