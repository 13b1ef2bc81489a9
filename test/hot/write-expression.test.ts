import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json } from '../../lib/json.js';
import { writeExpression } from '../../lib/hot/write-expression.js';
import { compile, compileValue, testTypes } from './compile-text.js';

const written = (yaml: string, version?: string) => writeExpression(compileValue(yaml, version));

describe('writing an expression', () => {
  it('says calls as a template does', () => {
    assert.deepEqual(written('{get_resource: b}'), { get_resource: 'b' });
    assert.deepEqual(written('{get_attr: [b, x, 0]}'), { get_attr: ['b', 'x', 0] });
    assert.deepEqual(written('{list_join: ["-", [{get_attr: [b, x]}, a]]}', '2013-05-23'), {
      list_join: ['-', [{ get_attr: ['b', 'x'] }, 'a']],
    });
    assert.deepEqual(written('{str_replace: {template: a, params: {a: {get_resource: b}}}}', '2013-05-23'), {
      str_replace: { template: 'a', params: { a: { get_resource: 'b' } } },
    });
  });

  it('puts values in the place of parameters, and masks secrets', () => {
    assert.deepEqual(written('[{get_param: name}, {get_param: secret}, {get_resource: b}]'), [
      'web', '******', { get_resource: 'b' },
    ]); // prettier-ignore
    assert.deepEqual(written('{get_param: [list, {get_attr: [b, n]}]}'), {
      get_param: [['x', 'y', 'z'], { get_attr: ['b', 'n'] }],
    });
  });

  it('leaves out what the type makes of it', () => {
    const text =
      'heat_template_version: rocky\nresources:\n  a: {type: Test::A, properties: {must: {}, size: {get_attr: [b, address]}}}\n  b: {type: Test::A, properties: {must: {}}}\n';
    const size = compile(text, testTypes).resources[0]?.properties['size'] ?? assert.fail();
    assert('call' in size && size.call === 'as_type');
    assert.deepEqual(writeExpression(size), { get_attr: ['b', 'address'] });
  });

  const plain = fc.oneof(fc.constantFrom('a', '', 'b'), fc.integer(), fc.boolean(), fc.constant(null));
  const call = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      plain,
      fc.constant({ get_resource: 'b' }),
      fc.tuple(fc.constantFrom('x', 'y'), fc.array(plain, { maxLength: 2 })).map(([name, path]) => ({ get_attr: ['b', name, ...path] })),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('k', 'l', 'm'), tie('value'), { maxKeys: 3 }),
      // With a reference inside, so that it is left for later.
      tie('value').map((value) => ({ list_join: ['-', [value, { get_resource: 'b' }], { get_attr: ['b', 'x'] }] })),
      tie('value').map((value) => ({ str_replace: { template: { get_resource: 'b' }, params: { k: value } } })),
    ),
  })).value; // prettier-ignore

  it('comes back to the same expression', () => {
    const expressionOf = (value: Json) =>
      compile({
        heat_template_version: '2018-08-31',
        resources: { a: { type: 'T', properties: { v: value } }, b: { type: 'T' } },
      }).resources[0]?.properties['v'] ?? assert.fail();
    fc.assert(
      fc.property(call, (value) => {
        const expression = expressionOf(JSON.parse(JSON.stringify(value)) as Json);
        assert.deepEqual(expressionOf(writeExpression(expression)), expression);
      }),
    );
  });
});
