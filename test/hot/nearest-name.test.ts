import assert from 'node:assert/strict';
import { nearestName } from '../../lib/hot/nearest-name.js';

describe('nearestName', () => {
  const names = ['properties', 'type', 'depends_on', 'metadata'];
  for (const [typed, expected] of [
    ['propertys', 'properties'],
    ['Type', 'type'],
    ['tpye', 'type'],
    ['dependson', 'depends_on'],
    ['meta', undefined],
    ['x', undefined],
    ['tp', undefined],
    ['', undefined],
    ['p'.repeat(10_000), undefined],
  ] as const) {
    it(`of ${JSON.stringify(typed.slice(0, 12))} is ${String(expected)}`, () => {
      assert.equal(nearestName(typed, names), expected);
    });
  }
});
