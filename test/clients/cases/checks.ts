import assert from 'node:assert/strict';
import type { Said } from '../openstack.js';

/** What later commands name as `<key>`: ids that earlier ones have told. `directory`: where the files of the test are. */
export type Known = Record<string, string>;

/** A command, in which `@x` is the file x, and what it has to say. */
export type Case = readonly [command: string, check: (said: Said, known: Known) => void];

/** A list that has just these, in this order. */
export function names(key: string, ...expected: string[]) {
  return ({ json }: Said) => {
    const found = (json as Record<string, string>[]).map((each) => each[key]);
    assert.deepEqual(found, expected);
  };
}

/** Of resources in a table, where the client writes JSON into JSON. */
export function namesIn(text: string): string[] {
  return (JSON.parse(text) as { resource_name: string }[]).map((each) => each.resource_name).sort();
}

export function isStack(status: string) {
  return ({ json }: Said) => {
    assert.equal(json.stack_status, status);
  };
}

/** What an action says of its stack. */
export function actedOn(status: string) {
  return ({ json }: Said) => {
    assert.equal(json[0]['Stack Status'], status);
  };
}

export function fails(pattern: RegExp) {
  return ({ text }: Said) => {
    assert.match(text, pattern);
  };
}

export function isQuiet({ text }: Said): void {
  assert.equal(text, '');
}

/** What a deletion tells depends on how soon it is done. */
export function isGone({ text }: Said): void {
  assert.doesNotMatch(text, /FAILED|ERROR|Unable/);
}
