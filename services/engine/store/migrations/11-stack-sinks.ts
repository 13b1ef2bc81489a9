import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Event sinks of a stack's own: sealed with the revision whose environment names them, and which revision that is for the stack as it
 * stands; null: it has none. How far they have come is kept as one sink among the others, `own`. Only adds.
 */
export class StackSinks1795900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`ALTER TABLE revision ADD COLUMN event_sinks text`);
    await runner.query(`ALTER TABLE stack ADD COLUMN sinks_from integer`);
    await runner.query(`CREATE INDEX stack_with_sinks ON stack (shard) WHERE sinks_from IS NOT NULL`);
    await runner.query(`INSERT INTO event_sink (name) VALUES ('own') ON CONFLICT DO NOTHING`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM event_sink WHERE name = 'own'`);
    await runner.query(`ALTER TABLE stack DROP COLUMN sinks_from`);
    await runner.query(`ALTER TABLE revision DROP COLUMN event_sinks`);
  }
}
