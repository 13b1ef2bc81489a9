import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fleet } from '../e2e/fleet.js';
import { userFile } from '../support/identity-shapes.js';
import { freshDatabase } from '../support/postgres.js';

const PROJECT = 'default';

/** An engine, a worker and an observer as an operator runs them, for other people's clients to log in to. */
export interface ServedFleet {
  readonly url: string;
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
  const users = await userFile([PROJECT], ['member', 'admin']);
  const identity = { kind: 'embedded', userFile: users.path };
  const fleet = await Fleet.prepare(directory, database.url, {
    members: [
      { name: 'engine', role: 'engine', settings: { identity, ...engineSettings } },
      { name: 'worker', role: 'worker' },
      { name: 'observer', role: 'observer' },
    ],
  });
  await fleet.up();
  return {
    url: fleet.restUrl(),
    endpoint: `${fleet.restUrl()}/v1/${PROJECT}`,
    token: fleet.token,
    directory,
    async close() {
      await fleet.stop();
      await database.drop();
      users.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
