import assert from 'node:assert/strict';
import { IsothermError } from '../../../lib/errors.js';

/** What only a program that failed would say. */
const ofTheProgram =
  /Cannot (read|set|convert|destructure|mix|access)|is not (a function|iterable|defined|a constructor)|Maximum call stack|Invalid (array|string) length|\[object |undefined|of null|heap/;

/** A refusal tells what is wrong with what was given: by a code, and by faults that have their place. */
export function mustBeSound(error: unknown): void {
  assert(error instanceof IsothermError, `no refusal but a failure: ${String((error as Error).stack)}`);
  assert.notEqual(error.code, 'internal', error.message);
  if (error.code === 'template.invalid') assert(error.faults.length > 0, `no faults: ${error.message}`);
  for (const { path, message } of error.faults) {
    assert.equal(typeof path, 'string');
    assert.notEqual(message, '');
  }
  soundText(error.message);
}

/** @param text what a user is told */
export function soundText(text: string): void {
  const words = text.replaceAll(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '');
  assert(!ofTheProgram.test(words), `the words of a program that failed: ${text.slice(0, 500)}`);
}
