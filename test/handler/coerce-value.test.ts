import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coerceGoal, coerceValue, refusesNull } from '../../lib/handler/coerce-value.js';
import type { Json, JsonObject } from '../../lib/json.js';

const vectors: readonly [JsonObject, Json, Json][] = [
  [{ type: 'string' }, 8080, '8080'],
  [{ type: 'string' }, true, 'True'],
  [{ type: 'string' }, 1e-7, '1e-07'],
  [{ type: 'string' }, [1], [1]],
  [{ type: 'integer' }, '8080', 8080],
  [{ type: 'integer' }, ' 7 ', 7],
  [{ type: 'integer' }, '1.5', '1.5'],
  [{ type: 'integer' }, '9007199254740993', '9007199254740993'],
  [{ type: 'integer' }, '', ''],
  [{ type: 'number' }, '1.5', 1.5],
  [{ type: 'number' }, 'abc', 'abc'],
  [{ type: 'number' }, '0x10', '0x10'],
  [{ type: 'number' }, '-.5e3', -500],
  [{ type: 'number' }, '1e400', '1e400'],
  [{ type: 'number' }, '', ''],
  [{ type: 'boolean' }, 'TRUE', true],
  [{ type: 'boolean' }, 'yes', 'yes'],
  [{ type: ['integer', 'null'] }, null, null],
  [{ type: ['integer', 'null'] }, '5', 5],
  [{}, '5', '5'],
  [{ type: 'array', items: { type: 'string' } }, [1, 'a', null], ['1', 'a', null]],
  [
    { type: 'object', properties: { port: { type: 'integer' } }, additionalProperties: { type: 'string' } },
    { port: '80', other: 1 },
    { port: 80, other: '1' },
  ],
];

describe('values in the type that a schema asks for', () => {
  for (const [schema, value, expected] of vectors) {
    it(`${JSON.stringify(value)} for ${JSON.stringify(schema)} is ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(coerceValue(schema, value), expected);
    });
  }

  it('changes nothing that fits, and nothing twice', () => {
    const types = fc.constantFrom('string', 'integer', 'number', 'boolean', 'array', 'object', 'null');
    fc.assert(
      fc.property(types, fc.jsonValue(), (type, any) => {
        const value = any as Json;
        const once = coerceValue({ type }, value);
        assert.deepEqual(coerceValue({ type }, once), once);
      }),
    );
  });

  it('takes null for not given unless the schema takes it and has no default', () => {
    const text = { type: 'string' };
    for (const [schema, refuses] of [
      [{}, false],
      [text, true],
      [{ type: ['string', 'null'] }, false],
      [{ type: ['string', 'null'], default: 'x' }, true],
      [{ default: 1 }, true],
      [{ anyOf: [text, { type: 'array' }] }, true],
      [{ anyOf: [text, { type: 'null' }] }, false],
      [{ oneOf: [text, { anyOf: [{ type: 'null' }] }] }, false],
      [{ allOf: [{}, text] }, true],
      [{ enum: ['a', 1] }, true],
      [{ enum: ['a', null] }, false],
      [{ const: 1 }, true],
      [{ const: null }, false],
    ] as const)
      assert.equal(refusesNull(schema), refuses, JSON.stringify(schema));
  });

  it('copies nothing that fits', () => {
    const schema = { type: 'object', properties: { a: { type: 'array', items: { type: 'string' } } } };
    const value = { a: ['x'], toString: 5 };
    assert.equal(coerceValue(schema, value), value);
  });

  it('takes a null that a property refuses for not given', () => {
    const properties = {
      a: { schema: { type: 'string' } },
      b: { schema: { type: ['string', 'null'] } },
      c: { schema: {} },
    };
    assert.deepEqual(coerceGoal(properties, { a: null, b: null, c: null, d: null }), {
      b: null,
      c: null,
      d: null,
    });
  });
});
