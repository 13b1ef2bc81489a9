import { z } from 'zod';
import type { Handler } from '../../lib/handler/contract.js';
import type { JsonObject } from '../../lib/json.js';

const upd = z.any().optional().meta({ updatable: true });
const rep = z.any().optional();

export const attributes = z.object({
  address: z.string(),
  pid: z.number().meta({ volatile: true }),
  value: z.string(),
});

/** A simulated type: what its handler has of what a handler may have. */
export interface Kind {
  readonly type: string;
  readonly properties: z.ZodObject;
  readonly has: readonly ('update' | 'find' | 'suspend' | 'check' | 'snapshot' | 'adopt')[];
  /** What it saw is in the report: no observer is needed for the stack to move on. */
  readonly reports?: true;
  readonly checkpoints?: true;
  /** The engine keeps it: whoever makes or deletes it asks the engine. */
  readonly record?: true;
  /** The thing's own name on its node, by which another goal finds it; absent: each create makes another thing. */
  readonly identity?: (goal: JsonObject, node: string) => string;
  /** Who comes second is refused, and does not take over what is there. */
  readonly exclusive?: true;
  readonly declares?: Pick<Handler, 'observed' | 'reference' | 'broken' | 'deleteFirst'>;
}

const named = (property: string) => (goal: JsonObject, node: string) => `${goal[property] as string}@${node}`;

export const kinds: readonly Kind[] = [
  // A machine that boots, and can be suspended.
  {
    type: 'Test::Server',
    properties: z.object({ size: upd, disk: upd, config: upd, token: upd, image: rep, root: rep }),
    has: ['update', 'find', 'suspend', 'check'],
    checkpoints: true,
  },
  // A disk that keeps something, reads back otherwise than it was written, and that only an observer sees ready.
  {
    type: 'Test::Volume',
    properties: z.object({ size: upd, after: upd, zone: rep }),
    has: ['update', 'snapshot', 'adopt'],
  },
  // Something small that every change replaces.
  { type: 'Test::Config', properties: z.object({ text: rep, of: rep }), has: ['find'], reports: true },
  // A thing that the engine keeps itself.
  {
    type: 'Test::Token',
    properties: z.object({ length: rep }),
    has: ['find'],
    reports: true,
    record: true,
    declares: { observed: 'by report', reference: 'value' },
  },
  // It finds something broken that others have to mend.
  {
    type: 'Test::Probe',
    properties: z.object({ target: upd }),
    has: ['update'],
    declares: { broken: 'wait' },
  },
  // A file is known by its path: whoever writes it has it. So it needs `find`, or a search for what an older create left would
  // write it once more and take it from who has it now.
  {
    type: 'Test::File',
    properties: z.object({ path: rep, text: upd, of: upd }),
    has: ['update', 'find', 'adopt'],
    reports: true,
    identity: named('path'),
  },
  // An address can be had once: the old one must go before the new one comes.
  {
    type: 'Test::Address',
    properties: z.object({ ip: rep, pool: rep, label: upd }),
    has: ['update', 'find'],
    identity: named('ip'),
    exclusive: true,
    declares: { deleteFirst: true },
  },
];
