import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fleet } from '../e2e/fleet.js';
import { freshDatabase } from '../support/postgres.js';

/** An engine, a worker and an observer as an operator runs them, for other people's clients. */
export interface ServedFleet {
  /** Of the API with a tenant, such as `http://127.0.0.1:8004/v1/default`. */
  readonly endpoint: string;
  readonly token: string;
  /** For files of the test. */
  readonly directory: string;
  close(): Promise<void>;
}

export async function serveFleet(engineSettings: object = {}): Promise<ServedFleet> {
  const directory = mkdtempSync(join(tmpdir(), 'isotherm-clients-'));
  const database = await freshDatabase();
  const fleet = await Fleet.prepare(directory, database.url, {
    members: [
      { name: 'engine', role: 'engine', settings: engineSettings },
      { name: 'worker', role: 'worker' },
      { name: 'observer', role: 'observer' },
    ],
  });
  await fleet.up();
  return {
    endpoint: `${fleet.restUrl()}/v1/default`,
    token: fleet.token,
    directory,
    async close() {
      await fleet.stop();
      await database.drop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
