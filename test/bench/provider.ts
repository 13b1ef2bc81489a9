import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import {
  defineNotifications,
  defineProvider,
  defineResource,
  type Handler,
  type Observation,
} from '../../lib/handler/index.js';

/** Exchange at which changes of `Bench::Noted` are told. */
export const EXCHANGE = 'bench';

/** Does nothing, so that what is measured is the engine. */
const idle = {
  properties: z.object({ value: z.string().meta({ updatable: true }) }),
  attributes: z.object({}),
  create: (goal, call) =>
    Promise.resolve({ physicalId: call.idempotencyKey, observation: { status: 'ready', properties: goal } }),
  update: (_id, goal) => Promise.resolve({ observation: { status: 'ready', properties: goal } }),
  delete: () => Promise.resolve(),
} satisfies Partial<Handler<{ readonly value: string }>>;

/** A thing that is looked at, unlike those of the `heat` provider. */
const thing = defineResource({
  ...idle,
  type: 'Bench::Thing',
  description: 'A thing that is looked at and whose handler does nothing.',
  observe: (_id, goal) => Promise.resolve({ status: 'ready', properties: goal }),
});

/** Many of them are looked at with one call. */
const listed = defineResource({
  ...idle,
  type: 'Bench::Listed',
  description: 'A thing of which many are looked at with one call.',
  observeMany: (things) => Promise.resolve(things.map(({ goal }) => ({ status: 'ready', properties: goal }))),
});

/** So that there is work under way for a known time. */
const slow = defineResource({
  type: 'Bench::Slow',
  description: 'A value whose making takes a while.',
  observed: 'by report',
  properties: z.object({ takesMs: z.number().int() }),
  attributes: z.object({}),
  create: async ({ takesMs }, call) => {
    await pause(takesMs, undefined, { signal: call.signal });
    return { physicalId: call.idempotencyKey, observation: { status: 'ready' } };
  },
  delete: () => Promise.resolve(),
});

/** A file with a value that anybody may change, who then tells a broker. */
const noted = defineResource({
  type: 'Bench::Noted',
  description: 'A file whose changes are told by a broker.',
  properties: z.object({ path: z.string(), value: z.string().meta({ updatable: true }) }),
  attributes: z.object({}),
  notifications: defineNotifications({
    exchange: EXCHANGE,
    routingKeys: ['#'],
    payload: z.object({ path: z.string() }),
    things: ({ path }) => [path],
  }),
  create: async (goal) => ({ physicalId: goal.path, observation: await write(goal) }),
  observe: async (path) => ({ status: 'ready', properties: { value: await readFile(path, 'utf8') } }),
  update: async (_id, goal) => ({ observation: await write(goal) }),
  delete: (path) => rm(path, { force: true }),
});

async function write(goal: {
  readonly path: string;
  readonly value: string;
}): Promise<Observation<Record<string, never>>> {
  await writeFile(goal.path, goal.value);
  return { status: 'ready', properties: { value: goal.value } };
}

export default defineProvider({ name: 'bench', handlers: [thing, listed, slow, noted] });
