import type { JsonObject } from '../../lib/json.js';
import { Again, Permanent, Transient } from '../../lib/handler/errors.js';
import type { Records } from '../../lib/handler/records.js';
import type { RecordOperation, RecordReply, RecordRequest } from '../../lib/protocol/worker.js';

const AGAIN_MS = 1_000;

/** What is asked of a record. */
export type Asked = Pick<RecordRequest, 'operation' | 'kind' | 'id' | 'content'>;

/** The records of one run. @param ask sends what is asked to the run's engine, and returns its reply. */
export function runRecords(ask: (asked: Asked) => Promise<RecordReply>): Records {
  const reply = async (operation: RecordOperation, kind: string, id = '', content = '') =>
    done(await ask({ operation, kind, id, content }));
  return {
    async create(kind, content) {
      const made = await reply('create', kind, '', JSON.stringify(content));
      if (made?.id) return made.id;
      throw new Transient(`the engine made no ${kind}`);
    },
    find: async (kind) => (await reply('find', kind))?.id,
    read: async (kind, id) => contentOf(await reply('read', kind, id)),
    adopt: async (kind, id) => contentOf(await reply('adopt', kind, id)),
    delete: async (kind, id) => {
      await reply('delete', kind, id);
    },
  };
}

/** Undefined: there is no such record. */
function done(reply: RecordReply): RecordReply | undefined {
  if (reply.outcome === 'refused') throw new Permanent(reply.reason);
  // That the engine is badly off is no failure of the resource.
  if (reply.outcome === 'unavailable') throw new Again(reply.reason, AGAIN_MS);
  if (reply.outcome === 'failed') throw new Transient(reply.reason);
  return reply.outcome === 'done' ? reply : undefined;
}

function contentOf(reply: RecordReply | undefined): JsonObject | undefined {
  return reply && (JSON.parse(reply.content) as JsonObject);
}
