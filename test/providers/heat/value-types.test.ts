import assert from 'node:assert/strict';
import type { Json } from '../../../lib/handler/index.js';
import { asType, type ValueType } from '../../../lib/providers/heat/value-types.js';

const NO = Symbol('refused');

// What Heat 19 answers for a property of the type.
const vectors: readonly [ValueType, Json, Json | typeof NO][] = [
  ['string', '10', '10'],
  ['string', 5, '5'],
  ['string', true, 'True'],
  ['string', false, 'False'],
  ['string', 1.5, NO],
  ['string', [1, 2], NO],
  ['string', { a: 1 }, NO],
  ['number', '10', 10],
  ['number', '1.5', 1.5],
  ['number', ' 7 ', 7],
  ['number', 1.5, 1.5],
  ['number', true, true],
  ['number', 'abc', NO],
  ['number', '', NO],
  ['number', '0x10', NO],
  ['number', [1, 2], NO],
  ['boolean', 'true', true],
  ['boolean', 'FALSE', false],
  ['boolean', true, true],
  ['boolean', 't', NO],
  ['boolean', 'yes', NO],
  ['boolean', 5, NO],
  ['comma_delimited_list', [1, 2], [1, 2]],
  ['comma_delimited_list', 'a,b', NO],
  ['comma_delimited_list', { a: 1 }, NO],
  ['json', { a: 1 }, { a: 1 }],
  ['json', '{"a":1}', NO],
  ['json', [1, 2], NO],
];

describe('the type of an OS::Heat::Value', () => {
  for (const [type, value, expected] of vectors) {
    it(`${type} ${expected === NO ? 'refuses' : 'takes'} ${JSON.stringify(value)}`, () => {
      if (expected === NO) assert.throws(() => asType(value, type), { name: 'Permanent' });
      else assert.deepEqual(asType(value, type), expected);
    });
  }

  it('does not repeat a value that may be secret', () => {
    assert.throws(
      () => asType('hunter2', 'number'),
      (error: Error) => !error.message.includes('hunter2'),
    );
  });
});
