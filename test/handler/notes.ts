import { z } from 'zod';
import {
  defineResource,
  Permanent,
  type Call,
  type Done,
  type Observation,
} from '../../lib/handler/index.js';

interface Note {
  readonly title: string;
  text: string;
  /** What people scribble beside it: no property says it. */
  margin?: string;
  hidden?: boolean;
}

/** A place outside the engine where notes lie, by physical id. */
export class NoteBoard {
  readonly notes = new Map<string, Note>();
  /** Ids by the key that made them, as a provider with client tokens keeps them. */
  readonly keys = new Map<string, string>();

  put(key: string, note: Note): string {
    const id = this.keys.get(key) ?? `note-${String(this.keys.size + 1)}`;
    if (!this.keys.has(key)) this.notes.set(id, note);
    this.keys.set(key, id);
    return id;
  }
}

export const noteProperties = z.object({
  title: z.string().meta({ replace: true, description: 'What it is about' }),
  text: z.string().default('').meta({ updatable: true, description: 'What it says' }),
});
export const noteAttributes = z.object({
  length: z.int().meta({ description: 'Number of characters' }),
});

/** A title that no note can have. */
export const FORBIDDEN = 'forbidden';

/** The board as the handler's settings give it. */
export function boardOf(call: Call): NoteBoard {
  return call.settings as NoteBoard;
}

/** A handler without a fault; tests break it in one place each. */
export const note = defineResource({
  type: 'Test::Note',
  description: 'A note on a board.',
  properties: noteProperties,
  attributes: noteAttributes,

  create: async (goal, call) => {
    if (goal.title === FORBIDDEN) throw new Permanent('Nobody may write about it: choose another title.');
    const physicalId = boardOf(call).put(call.idempotencyKey, { ...goal });
    await call.checkpoint({ physicalId });
    return { physicalId };
  },
  observe: (id, _goal, call) => Promise.resolve(look(boardOf(call), id)),
  update: (id, goal, _changes, call) => {
    const found = boardOf(call).notes.get(id);
    if (found) found.text = goal.text;
    return Promise.resolve({ observation: look(boardOf(call), id) });
  },
  delete: (id, _goal, call) => {
    boardOf(call).notes.delete(id);
    return Promise.resolve();
  },
  find: (key, _goal, call) => Promise.resolve(boardOf(call).keys.get(key)),

  suspend: (id, _goal, call) => hide(boardOf(call), id, true),
  resume: (id, _goal, call) => hide(boardOf(call), id, false),
  check: (id, _goal, call) => Promise.resolve(look(boardOf(call), id)),
  snapshot: (id, _goal, call) => Promise.resolve({ margin: boardOf(call).notes.get(id)?.margin ?? '' }),
  restore: (id, goal, data, call) => {
    const found = boardOf(call).notes.get(id);
    if (found) Object.assign(found, { text: goal.text, margin: (data as { margin: string }).margin });
    return Promise.resolve({});
  },
  adopt: (id, _goal, call) => Promise.resolve(look(boardOf(call), id)),
});

function hide(board: NoteBoard, id: string, hidden: boolean): Promise<Done> {
  const found = board.notes.get(id);
  if (found) found.hidden = hidden;
  return Promise.resolve({});
}

function look(board: NoteBoard, id: string): Observation<z.output<typeof noteAttributes>> {
  const found = board.notes.get(id);
  if (!found) return { status: 'absent' };
  return { status: 'ready', properties: { text: found.text }, attributes: { length: found.text.length } };
}
