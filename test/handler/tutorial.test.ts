import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root.js';

const NAMED_BLOCK = /^`([\w./-]+)`:\n\n```\w+\n([^]*?)^```$/gm;
const files = [
  'package.json',
  'note.js',
  'known-note.js',
  'index.js',
  'test/note.test.js',
  'test/known-note.test.js',
  'services.yaml',
  'shopping.yaml',
];

describe('the tutorial on handlers', () => {
  const text = readFileSync(join(packageRoot, 'docs/writing-a-handler.md'), 'utf8');
  const blocks = new Map(
    Array.from(text.matchAll(NAMED_BLOCK), ([, name = '', block = '']) => [name, block]),
  );

  for (const file of files) {
    it(`shows ${file} as it is tested`, () => {
      const tested = readFileSync(join(packageRoot, 'test/foreign/isotherm-notes', file), 'utf8');
      const shown = blocks.get(file) ?? '';
      if (file.endsWith('.json')) assert.deepEqual(JSON.parse(shown), JSON.parse(tested));
      else assert.equal(shown, tested);
    });
  }

  it('shows no other file', () => {
    assert.deepEqual([...blocks.keys()], files);
  });
});
