import type { JsonObject } from '../json.js';

/** What there is a table for in the engine. `software_config`: the keys of Heat's `POST /software_configs`. */
export type RecordKind = 'software_config';

/**
 * Things that the engine keeps itself: a handler has no database, so it asks the engine that gave it its job. Whatever it asks happens
 * in the project of the call's stack, and only while no newer job of the instance has begun.
 * Each throws `Permanent` for what the engine refuses, with its reason; `Again` while the engine does not reach its database, which is no failure;
 * and `Transient` for what went wrong otherwise. Let them through.
 */
export interface Records {
  /** Makes the record of the call's instance, or finds the one that an earlier call with the same key made. @returns its id */
  create(kind: RecordKind, content: JsonObject): Promise<string>;
  /** The id of what `create` made with the call's key; undefined: nothing is there. */
  find(kind: RecordKind): Promise<string | undefined>;
  /** Undefined: there is none of that id. */
  read(kind: RecordKind, id: string): Promise<JsonObject | undefined>;
  /** From now on it belongs to the call's instance: nobody else can delete it. Undefined: there is none of that id. */
  adopt(kind: RecordKind, id: string): Promise<JsonObject | undefined>;
  /** Returns when nothing is left, also when there was nothing. */
  delete(kind: RecordKind, id: string): Promise<void>;
}
