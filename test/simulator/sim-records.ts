import { IsothermError } from '../../lib/errors.js';
import type { JsonObject } from '../../lib/json.js';
import type { AskingJob, KeptRecords } from '../../services/engine/app/records/kept-records.js';
import { StaleJob } from '../../services/engine/store/for-job.js';
import type { Ask } from './sim-shards.js';
import type { SimStack } from './sim-stack.js';
import type { World } from './world.js';

/** What a handler has to tell of a thing that is made as a record. */
export interface RecordedThing extends JsonObject {
  readonly type: string;
  readonly stack: string;
  readonly name: string;
  readonly properties: JsonObject;
  readonly readyAtMs: number;
}

/** Things that the engine keeps: they come and go with its database, in the transaction in which the job is the newest. */
export function simRecords(ask: Ask, stacks: ReadonlyMap<string, SimStack>, world: World): KeptRecords {
  const asked = <T>(read: () => T): Promise<T> =>
    ask(read).catch((error: unknown) => {
      if (error instanceof StaleJob) throw error;
      throw new IsothermError('store.unavailable', (error as Error).message, { retry: 'later' });
    });
  const forJob = <T>({ stack, ordinal, fence }: AskingJob, work: () => T) =>
    asked(() => {
      if (stacks.get(stack)?.jobs.get(ordinal)?.fence !== fence)
        throw new StaleJob(`${stack} ${String(ordinal)}`);
      return work();
    });
  const none = () => Promise.reject(new Error('no simulated type asks for that'));
  return {
    create: (job, content) =>
      forJob(job, () => world.create({ ...(content as RecordedThing), key: job.key })),
    find: (job) => forJob(job, () => world.find(job.key)),
    read: none,
    adopt: none,
    delete: (job, id) =>
      forJob(job, () => {
        world.delete(id);
      }),
  };
}
