import assert from 'node:assert/strict';
import { fails, isGone, isStack, namesIn, type Case } from './checks.js';

/** Makes the stack merged of two environments and a file, and lets the server keep them. */
export const merging: readonly Case[] = [
  ['stack create merged -t @files.yaml -e @a.yaml -e @b.yaml --dry-run -f json', ({ json }) => {
    const parameters = JSON.parse(json.parameters);
    assert.deepEqual([namesIn(json.resources), parameters.text, parameters.other], [['db', 'note'], 'of b', 'of a']);
  }],
  ['orchestration template validate -t @files.yaml -e @a.yaml -e @b.yaml -f json', ({ json }) => {
    assert.deepEqual([json.Environment.parameters, json.Parameters.other.Value], [{ text: 'of b', other: 'of a' }, 'of a']);
  }],
  ['stack create merged -t @files.yaml -e @a.yaml -e @b.yaml --poll 1 --wait -f json', isStack('CREATE_COMPLETE')],
  ['stack environment show merged -f json', ({ json }) => {
    const { resources, ...types } = json.resource_registry;
    assert.deepEqual(json.parameters, { text: 'of b', other: 'of a' });
    assert.deepEqual(json.parameter_defaults, { third: 'of a' });
    assert.deepEqual([types, resources], [{ 'Own::Text': 'OS::Heat::TestResource' }, {}]);
  }],
  ['stack environment show none', fails(/Stack not found: none/)],
  ['stack file list merged -f json', ({ json }) => {
    const files = json.files as Record<string, string>;
    const note = Object.keys(files).find((name) => name.endsWith('/note.txt'));
    assert.equal(files[note ?? ''], 'a note');
  }],
  ['stack file list none', fails(/Stack not found: none/)],
  ['stack output show merged all -f json', ({ json }) => assert.equal(json.output_value, 'of b, of a, of a, a note')],
  ['stack update merged --existing -e @c.yaml --converge --wait -f json', isStack('UPDATE_COMPLETE')],
  ['stack output show merged all -f json', ({ json }) => assert.equal(json.output_value, 'of b, of c, of a, a note')],
  ['stack update merged -t @files.yaml --existing --parameter-file text=@note.txt --rollback enabled --timeout 7 --wait -f json', isStack('UPDATE_COMPLETE')],
  ['stack output show merged all -f json', ({ json }) => assert.equal(json.output_value, 'a note, of c, of a, a note')],
  ['stack update merged -t @files.yaml -e @a.yaml --dry-run --show-nested -f json', ({ json }) => {
    assert.deepEqual([namesIn(json.updated), namesIn(json.unchanged)], [['db'], ['note']]);
  }],
  // What was given before is not kept without --existing.
  ['stack update merged -t @files.yaml -e @a.yaml --wait -f json', isStack('UPDATE_COMPLETE')],
  ['stack environment show merged -f json', ({ json }) => assert.deepEqual(json.parameters, { text: 'of a', other: 'of a' })],
  ['stack create boxed -t @files.yaml -s container', fails(/files_container/)],
  ['stack update merged -t @files.yaml -s container', fails(/files_container/)],
  ['stack delete merged -y --wait', isGone],
]; // prettier-ignore
