import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Software configs and deployments. Texts and values may hold secrets and are sealed; a config's own text is a content, kept once however
 * many configs are derived from one. Only adds: an engine of before that purges contents is stopped by the reference, and tries again.
 */
export class Software1795600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of forth) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE software_deployment`);
    await runner.query(`DROP TABLE software_config`);
  }
}

const forth = [
  `CREATE TABLE software_config (
     id uuid PRIMARY KEY,
     tenant text NOT NULL,
     name text,
     tool text,
     config text NOT NULL REFERENCES blob,
     definition text NOT NULL,
     created_at timestamptz NOT NULL DEFAULT now())`,
  `CREATE INDEX software_config_created ON software_config (tenant, created_at, id)`,
  `CREATE INDEX software_config_content ON software_config (config)`,
  `CREATE TABLE software_deployment (
     id uuid PRIMARY KEY,
     tenant text NOT NULL,
     server text NOT NULL,
     config uuid NOT NULL REFERENCES software_config,
     action text,
     status text,
     reason text,
     input_values text,
     output_values text,
     created_at timestamptz NOT NULL DEFAULT now(),
     updated_at timestamptz)`,
  `CREATE INDEX software_deployment_created ON software_deployment (tenant, created_at, id)`,
  `CREATE INDEX software_deployment_server ON software_deployment (tenant, server, created_at, id)`,
  `CREATE INDEX software_deployment_config ON software_deployment (config)`,
];
