import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { defineNotifications, defineProvider, defineResource } from '../../lib/handler/index.js';

interface Settings {
  readonly folder: string;
}

const notifications = defineNotifications({
  exchange: process.env['TEST_EXCHANGE'] ?? 'tests',
  routingKeys: ['things.#'],
  payload: z.object({ thing: z.string() }),
  things: ({ thing }) => [thing],
});

/** A file in a folder, of whose looks is kept count, whichever process looked and however that ended. By itself hardly any is looked at. */
const counted = defineResource({
  type: 'Test::Counted',
  description: 'A thing whose looks are counted.',
  properties: z.object({ name: z.string(), periodMs: z.number().int().default(2_000_000_000) }),
  attributes: z.object({ value: z.string() }),
  notifications,
  watch: ({ periodMs }) => ({ periodMs }),
  create: async ({ name }, call) => {
    const { folder } = call.settings as Settings;
    await writeFile(join(folder, name), 'as made');
    return { physicalId: name, observation: { status: 'ready', attributes: { value: 'as made' } } };
  },
  observe: async (id, _goal, call) => {
    const { folder } = call.settings as Settings;
    await appendFile(join(folder, 'looks'), `${id}\n`);
    return { status: 'ready', attributes: { value: await readFile(join(folder, id), 'utf8') } };
  },
  delete: (id, _goal, call) => rm(join((call.settings as Settings).folder, id), { force: true }),
});

export default defineProvider({
  name: 'counted',
  handlers: [counted],
  settings: z.object({ folder: z.string() }),
});
