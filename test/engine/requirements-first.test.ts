import assert from 'node:assert/strict';
import { requirementsFirst } from '../../services/engine/app/use-cases/requirements-first.js';

describe('names with what they require', () => {
  it('come in their order, but behind all that they require, through whatever stands between', () => {
    const requires: Record<string, string[]> = { web: ['app'], app: ['db'], mail: [] };
    const order = (...names: string[]) => requirementsFirst(names, (name) => requires[name] ?? []);
    assert.deepEqual(order('mail', 'web', 'db'), ['mail', 'db', 'web']);
    assert.deepEqual(order('web', 'mail', 'db', 'web'), ['db', 'web', 'mail']);
    assert.deepEqual(order(), []);
  });

  it('may form a chain of any length', () => {
    const length = 100_000;
    const requires = (name: string) => (Number(name) < length ? [String(Number(name) + 1)] : []);
    assert.deepEqual(requirementsFirst(['0', String(length)], requires), [String(length), '0']);
  });
});
