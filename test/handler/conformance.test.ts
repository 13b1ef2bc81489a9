import assert from 'node:assert/strict';
import Mocha from 'mocha';
import { conformance, type ConformanceOptions } from '../../lib/handler/conformance.js';
import type { Handler } from '../../lib/handler/contract.js';
import { FORBIDDEN, note, NoteBoard } from './notes.js';
import { fresh, wrongNotes, type NoteHandler } from './wrong-notes.js';

const board = new NoteBoard();
conformance(optionsFor(note, board));

describe('the conformance kit', function () {
  this.timeout(20_000);
  for (const { what, broken, caughtBy } of wrongNotes) {
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
    works: (id) => Promise.resolve(!on.notes.get(id)?.hidden),
    content: {
      put: (id) => {
        const found = on.notes.get(id);
        if (found) found.margin = 'see overleaf';
        return Promise.resolve();
      },
      get: (id) => Promise.resolve(on.notes.get(id)?.margin),
    },
    madeByHand: () => Promise.resolve(on.put(fresh(), { title: 'by hand', text: 'by hand' })),
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
