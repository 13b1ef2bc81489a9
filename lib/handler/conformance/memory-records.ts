import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../json.js';
import type { RecordKind, Records } from '../records.js';

/** Records as an engine keeps them, in memory: for handlers that are tried without one. */
export class MemoryRecords {
  private readonly contents = new Map<string, string>();
  private readonly idsByKey = new Map<string, string>();

  /** @param key of the calls' job */
  of(key: string): Records {
    return {
      create: (kind, content) => Promise.resolve(this.create(kind, key, content)),
      find: (kind) => {
        const id = this.idsByKey.get(`${kind} ${key}`);
        return Promise.resolve(id !== undefined && this.read(kind, id) ? id : undefined);
      },
      read: (kind, id) => Promise.resolve(this.read(kind, id)),
      adopt: (kind, id) => Promise.resolve(this.read(kind, id)),
      delete: (kind, id) => {
        this.contents.delete(`${kind} ${id}`);
        return Promise.resolve();
      },
    };
  }

  /** Undefined: there has never been one. */
  get size(): number | undefined {
    return this.idsByKey.size === 0 ? undefined : this.contents.size;
  }

  private create(kind: RecordKind, key: string, content: JsonObject): string {
    const id = this.idsByKey.get(`${kind} ${key}`) ?? randomUUID();
    this.idsByKey.set(`${kind} ${key}`, id);
    const place = `${kind} ${id}`;
    if (!this.contents.has(place)) this.contents.set(place, JSON.stringify(content));
    return id;
  }

  private read(kind: RecordKind, id: string): JsonObject | undefined {
    const content = this.contents.get(`${kind} ${id}`);
    return content === undefined ? undefined : (JSON.parse(content) as JsonObject);
  }
}
