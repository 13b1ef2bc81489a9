import assert from 'node:assert/strict';
import { catalogue } from '../../lib/errors.js';
import { textOf } from '../support/repository-files.js';

describe('error catalogue', () => {
  const documented = new Map<string, readonly string[]>();
  for (const line of (textOf('docs/errors.md') ?? '').split('\n')) {
    const [, code, ...rest] = line.split('|').map((cell) => cell.trim());
    const name = /^`([\w.-]+)`$/.exec(code ?? '')?.[1];
    if (name !== undefined) documented.set(name, rest);
  }

  it('docs/errors.md documents each code of lib/errors.ts, and no other', () => {
    assert.deepEqual([...documented.keys()].sort(), Object.keys(catalogue).sort());
  });

  it('says of each code its status, its type, what it means and what to do', () => {
    for (const [code, [status, type, meaning, next]] of documented) {
      const entry = catalogue[code as keyof typeof catalogue];
      assert.equal(status, String(entry.status), `status of ${code}`);
      assert.equal(type, `\`${entry.type}\``, `type of ${code}`);
      assert.ok((meaning ?? '').length > 10, `meaning of ${code}`);
      assert.ok((next ?? '').length > 10, `next step of ${code}`);
    }
  });
});
