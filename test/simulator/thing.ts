import type { Observation } from '../../lib/handler/contract.js';
import type { Json, JsonObject } from '../../lib/json.js';

/** A thing of the simulated provider. */
export interface Thing {
  readonly physicalId: string;
  readonly type: string;
  stack: string;
  name: string;
  /** What it was made with; a type whose things have names of their own takes over what is there. */
  key: string;
  properties: JsonObject;
  state: 'ready' | 'broken';
  /** It is pending until then. */
  readyAtMs: number;
  suspended: boolean;
  /** Somebody else's: not to be changed or deleted before it is adopted. */
  foreign: boolean;
  /** It was there before any goal. */
  readonly found: boolean;
  /** What `snapshot` keeps and `restore` brings back. */
  content: string;
  readonly value: string;
}

/** How long a volatile attribute stays the same. */
export const PID_MS = 60_000;

/** What a look sees. A suspended thing is no good to look at: who does takes it for broken. */
export function seen(thing: Thing | undefined, nowMs: number): Observation {
  if (!thing) return { status: 'absent', reason: 'it is not there' };
  if (nowMs < thing.readyAtMs) return { status: 'pending', reason: 'it boots' };
  if (thing.suspended) return { status: 'broken', reason: 'it is suspended' };
  if (thing.state === 'broken') return { status: 'broken', reason: 'it smokes' };
  return { status: 'ready', properties: normalised(thing), attributes: attributesOf(thing, nowMs) };
}

/** A volume's size is read back as a text, a config's in capitals: nothing has drifted for that. */
function normalised({ type, properties }: Thing): JsonObject {
  const { size, text } = properties;
  if (type === 'Test::Volume' && size !== undefined)
    return { ...properties, size: `${JSON.stringify(size)} GiB` };
  if (type === 'Test::Config' && typeof text === 'string') return { ...properties, text: text.toUpperCase() };
  return properties;
}

export function attributesOf(
  { properties, physicalId, value }: Thing,
  nowMs: number,
): { [name: string]: Json } {
  return {
    address: `${physicalId}/${JSON.stringify(properties['size'] ?? 0)}`,
    pid: Math.floor(nowMs / PID_MS),
    value,
  };
}
