import assert from 'node:assert/strict';
import Mocha from 'mocha';
import { conformance, type ConformanceOptions } from '../../lib/handler/conformance.js';
import type { Handler } from '../../lib/handler/contract.js';
import { Permanent } from '../../lib/handler/index.js';
import { boardOf, FORBIDDEN, note, noteAttributes, NoteBoard } from './notes.js';

type NoteHandler = typeof note;
/** Members that replace those of the good handler; undefined takes one away. */
type Broken = { readonly [K in keyof NoteHandler]?: NoteHandler[K] | undefined };

let told = 0;
/** Another text each time. */
function fresh(): string {
  told += 1;
  return String(told);
}

const board = new NoteBoard();
conformance(optionsFor(note, board));

describe('the conformance kit', function () {
  this.timeout(20_000);
  const wrongs: readonly { what: string; broken: Broken; caughtBy: RegExp }[] = [
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
      what: 'hand no observation in though nobody can look',
      broken: {
        observed: 'by report',
        observe: undefined,
        create: (goal, call) => Promise.resolve({ physicalId: boardOf(call).put(call.idempotencyKey, goal) }),
      },
      caughtBy: /becomes ready/,
    },
  ];

  for (const { what, broken, caughtBy } of wrongs) {
    it(`catches a handler that would ${what}`, async () => {
      const failed = await failures(optionsFor({ ...note, ...broken } as NoteHandler, new NoteBoard()));
      assert.ok(
        failed.some((title) => caughtBy.test(title)),
        `failed were: ${failed.join(' | ') || 'none'}`,
      );
    });
  }

  it('has no complaint about the handler that these are copies of', async () => {
    assert.deepEqual(await failures(optionsFor(note, new NoteBoard())), []);
  });
});

/** The outcome is told by the runner's events. */
class SilentReporter extends Mocha.reporters.Base {
  override epilogue(): void {
    // Says nothing.
  }
}

function optionsFor(handler: Handler<never, unknown> | NoteHandler, on: NoteBoard): ConformanceOptions {
  return {
    handler,
    settings: () => on,
    goals: {
      'a note': (unique) => ({ title: unique, text: 'hello' }),
      'an empty note': (unique) => ({ title: unique }),
    },
    changes: { text: (goal) => ({ ...goal, text: 'changed' }) },
    impossible: { 'a forbidden title': () => ({ title: FORBIDDEN }) },
    replacement: (goal, unique) => ({ ...goal, title: unique }),
    remove: (id) => {
      on.notes.delete(id);
      return Promise.resolve();
    },
    damage: (id) => {
      const found = on.notes.get(id);
      if (found) found.text = 'scribbled over';
      return Promise.resolve();
    },
    count: () => Promise.resolve(on.notes.size),
    withinMs: 50,
  };
}

/** Runs the suite in a mocha of its own, and gives the titles of the tests that failed. */
function failures(options: ConformanceOptions): Promise<string[]> {
  const mocha = new Mocha({ reporter: SilentReporter });
  const names = ['describe', 'it', 'before', 'beforeEach', 'after', 'afterEach'] as const;
  const outer = names.map((name) => globalThis[name]);
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  try {
    conformance(options);
  } finally {
    names.forEach((name, at) => Object.assign(globalThis, { [name]: outer[at] }));
  }
  const failed: string[] = [];
  return new Promise((resolve) => {
    const runner = mocha.run(() => {
      runner.dispose();
      resolve(failed);
    });
    runner.on('fail', (test) => failed.push(test.fullTitle()));
  });
}
