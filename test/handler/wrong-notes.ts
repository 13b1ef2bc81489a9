import { setTimeout as pause } from 'node:timers/promises';
import { Permanent } from '../../lib/handler/index.js';
import type { Json } from '../../lib/json.js';
import { boardOf, FORBIDDEN, note, noteAttributes } from './notes.js';

export type NoteHandler = typeof note;
/** Members that replace those of the good handler; undefined takes one away. */
type Broken = { readonly [K in keyof NoteHandler]?: NoteHandler[K] | undefined };

const { suspend: goodSuspend, observe: goodObserve } = note as Required<typeof note>;

let told = 0;
/** Another text each time. */
export function fresh(): string {
  told += 1;
  return String(told);
}

/** Handlers that break the contract in one way each, and the test of the kit that has to notice. */
export const wrongNotes: readonly { what: string; broken: Broken; caughtBy: RegExp }[] = [
  {
    what: 'make a second thing on every call',
    broken: {
      create: (goal, call) => Promise.resolve({ physicalId: boardOf(call).put(fresh(), goal) }),
    },
    caughtBy: /is the same thing when create is repeated/,
  },
  {
    what: 'forget what a crashed run had made',
    broken: {
      create: async (goal, call) => {
        const key = call.saved ? call.idempotencyKey : `${call.idempotencyKey} ${fresh()}`;
        const physicalId = call.saved?.physicalId ?? boardOf(call).put(key, goal);
        await call.checkpoint({ physicalId });
        return { physicalId };
      },
    },
    caughtBy: /made once when its worker dies at a checkpoint, before it is saved/,
  },
  {
    what: 'go on when aborted',
    broken: { create: () => new Promise(() => undefined) },
    caughtBy: /stops when it is aborted/,
  },
  {
    what: 'fail to delete what is gone',
    broken: {
      delete: (id, _goal, call) =>
        boardOf(call).notes.delete(id)
          ? Promise.resolve()
          : Promise.reject(new Permanent('there is no such note')),
    },
    caughtBy: /leaves nothing when it is deleted, also twice/,
  },
  {
    what: 'leave the thing behind',
    broken: { delete: () => Promise.resolve() },
    caughtBy: /leaves nothing when it is deleted/,
  },
  {
    what: 'see drift where there is none',
    broken: {
      observe: () => Promise.resolve({ status: 'ready', properties: { text: fresh() } }),
    },
    caughtBy: /looks the same as long as nothing changes/,
  },
  {
    what: 'change things by looking',
    broken: {
      observe: (id, _goal, call) => {
        const found = boardOf(call).notes.get(id);
        if (!found) return Promise.resolve({ status: 'absent' });
        found.text += '!';
        return Promise.resolve({ status: 'ready', properties: { text: found.text } });
      },
    },
    caughtBy: /looks the same as long as nothing changes/,
  },
  {
    what: 'not notice damage',
    broken: {
      observe: (id, _goal, call) =>
        Promise.resolve({ status: boardOf(call).notes.has(id) ? 'ready' : 'absent' }),
    },
    caughtBy: /is seen to differ when somebody damaged it/,
  },
  {
    what: 'report an attribute that the schema does not describe',
    broken: { attributes: noteAttributes.pick({}) },
    caughtBy: /becomes ready/,
  },
  {
    what: 'find things under any key',
    broken: { find: () => Promise.resolve('note-1') },
    caughtBy: /is found by its key, and nothing by another/,
  },
  {
    what: 'leave a thing behind when it refuses for good',
    broken: {
      create: (goal, call) => {
        boardOf(call).put(call.idempotencyKey, goal);
        return goal.title === FORBIDDEN
          ? Promise.reject(new Permanent('no such title'))
          : note.create(goal, call);
      },
    },
    caughtBy: /refuses a forbidden title for good/,
  },
  {
    what: 'accept what cannot be',
    broken: {
      create: (goal, call) => Promise.resolve({ physicalId: boardOf(call).put(call.idempotencyKey, goal) }),
    },
    caughtBy: /refuses a forbidden title for good/,
  },
  {
    what: 'stay pending',
    broken: { observe: () => Promise.resolve({ status: 'pending' }) },
    caughtBy: /becomes ready/,
  },
  {
    what: 'append at every update',
    broken: {
      update: (id, goal, _changes, call) => {
        const found = boardOf(call).notes.get(id);
        if (found) found.text += goal.text;
        return Promise.resolve({});
      },
    },
    caughtBy: /takes a change in place, also twice/,
  },
  {
    what: 'suspend nothing',
    broken: { suspend: () => Promise.resolve({}) },
    caughtBy: /can be suspended and resumed/,
  },
  {
    what: 'resume nothing',
    broken: { resume: () => Promise.resolve({}) },
    caughtBy: /can be suspended and resumed/,
  },
  {
    what: 'not suspend what is suspended already',
    broken: {
      suspend: (id, goal, call) =>
        boardOf(call).notes.get(id)?.hidden
          ? Promise.reject(new Permanent('it is suspended already'))
          : goodSuspend(id, goal, call),
    },
    caughtBy: /can be suspended and resumed, each also twice/,
  },
  {
    what: 'not delete what is suspended',
    broken: {
      delete: (id, goal, call) =>
        boardOf(call).notes.get(id)?.hidden
          ? Promise.reject(new Permanent('it is suspended'))
          : note.delete(id, goal, call),
    },
    caughtBy: /can be deleted while it is suspended/,
  },
  {
    what: 'change things by checking',
    broken: {
      check: (id, goal, call) => {
        boardOf(call).put(fresh(), goal);
        return goodObserve(id, goal, call);
      },
    },
    caughtBy: /is checked without being changed/,
  },
  {
    what: 'see something else when it looks closely',
    broken: { check: () => Promise.resolve({ status: 'ready', properties: { text: 'another' } }) },
    caughtBy: /is checked without being changed/,
  },
  {
    what: 'keep what JSON cannot say',
    broken: { snapshot: () => Promise.resolve(undefined as unknown as Json) },
    caughtBy: /is not changed by a snapshot, which is plain JSON/,
  },
  {
    what: 'keep nothing',
    broken: { snapshot: () => Promise.resolve({ margin: '' }) },
    caughtBy: /brings what a snapshot kept into a new thing/,
  },
  {
    what: 'leave the thing as it is when it restores',
    broken: { restore: () => Promise.resolve({}) },
    caughtBy: /brings what a snapshot kept into a new thing/,
  },
  {
    what: 'make what it was to take over',
    broken: {
      adopt: (id, goal, call) => {
        boardOf(call).notes.set(id, { ...goal });
        return goodObserve(id, goal, call);
      },
    },
    caughtBy: /refuses for good to take over what is not there/,
  },
  {
    what: 'not let another stack take a thing over',
    broken: { adopt: () => Promise.reject(new Permanent('it belongs to somebody')) },
    caughtBy: /is taken over by another stack/,
  },
  {
    what: 'leave what an aborted create had begun where no delete finds it',
    broken: {
      create: async (goal, call) => {
        const board = boardOf(call);
        const half = `half of ${call.idempotencyKey}`;
        board.notes.set(half, { ...goal });
        await pause(2);
        call.signal.throwIfAborted();
        board.notes.delete(half);
        return note.create(goal, call);
      },
    },
    caughtBy: /leaves nothing that cannot be removed when its create is aborted/,
  },
  {
    what: 'hand no observation in though nobody can look',
    broken: {
      observed: 'by report',
      observe: undefined,
      create: (goal, call) => Promise.resolve({ physicalId: boardOf(call).put(call.idempotencyKey, goal) }),
    },
    caughtBy: /becomes ready/,
  },
];
