import assert from 'node:assert/strict';
import { evaluate } from '../../../lib/hot/evaluate.js';
import type { Expression, Scope } from '../../../lib/hot/values.js';
import { writeExpression } from '../../../lib/hot/write-expression.js';
import { IsothermError } from '../../../lib/errors.js';
import type { Json } from '../../../lib/json.js';
import { compileValue, faultsOf, valueTemplate } from '../compile-text.js';

const attributes = { ips: ['10.0.0.2', '10.0.0.1'], token: 't0k' };

const scope: Scope = (name) =>
  name === 'b'
    ? {
        reference: 'id-of-b',
        referenceIsSecret: false,
        attributes,
        isSecret: (attribute) => attribute === 'token',
        isVolatile: () => false,
      }
    : undefined;

function value(yaml: string, version?: string): Json {
  const resolved = evaluate(compileValue(yaml, version), scope);
  assert(resolved.known);
  return resolved.value;
}

/** What evaluating says when it fails. */
function failure(expression: Expression): string {
  try {
    evaluate(expression, scope);
  } catch (error) {
    if (error instanceof IsothermError && error.code === 'template.invalid') return error.message;
    throw error;
  }
  return assert.fail('it did not fail');
}

function fault(yaml: string, version?: string): string | undefined {
  return faultsOf(valueTemplate(yaml, version))[0]?.message;
}

describe('yaql in a template', () => {
  const table: readonly (readonly [yaml: string, expected: Json])[] = [
    ['{yaql: {expression: "$.data.v.sum()", data: {v: [1, 2, 3]}}}', 6],
    ['{yaql: {expression: "$.data", data: 5}}', 5],
    ['{yaql: {expression: "$.data"}}', {}],
    ['{yaql: {expression: "$.data", data: null}}', null],
    ['{yaql: {expression: "$.data.l.join(\'-\')", data: {l: {get_param: list}}}}', 'x-y-z'],
    ['{yaql: {expression: "$.data.ips.orderBy($).first()", data: {ips: {get_attr: [b, ips]}}}}', '10.0.0.1'],
    ['{yaql: {expression: {get_param: name}, data: {}}}', 'web'],
    ['{yaql: {expression: {str_replace: {template: "1 OP 2", params: {OP: +}}}}}', 3],
    ['{yaql: {expression: "set(1, 2)"}}', [1, 2]],
    ['{yaql: {expression: "{1 => 2}"}}', { '1': 2 }],
  ];
  for (const [yaml, expected] of table) {
    it(`${yaml} yields ${JSON.stringify(expected)}`, () => assert.deepEqual(value(yaml), expected));
  }

  const wrong: readonly (readonly [yaml: string, message: string, version?: string])[] = [
    ['{yaql: text}', 'Arguments to "yaql" must be a map: "text".'],
    [
      '{yaql: {data: {}}}',
      '"yaql" syntax should be yaql: {expression: $.data.var1.sum(), data: {var1: [3, 2, 1]}}: {"data":{}}.',
    ],
    ['{yaql: {expression: 5}}', 'The "expression" argument to yaql must contain a string: 5.'],
    ['{yaql: {expression: "1 +"}}', 'Bad expression Parse error: unexpected end of statement.'],
    [
      '{yaql: {expression: "1 ?", data: {get_attr: [b, ips]}}}',
      "Bad expression Lexical error: illegal character '?' at position 2.",
    ],
    ['{yaql: {expression: "$.data.none"}}', 'The expression of "yaql" failed: KeyError: \'none\'.'],
    [
      '{yaql: {expression: "$.data.none()", data: [1]}}',
      'The expression of "yaql" failed: NoMethodRegisteredException: Unknown method "none" for receiver (1,).',
    ],
    [
      '{yaql: {expression: "range(201)"}}',
      'The expression of "yaql" failed: CollectionTooLargeException: Collection length exceeds 200 elements.',
    ],
    [
      '{yaql: {expression: "now()"}}',
      'The expression of "yaql" failed: NotSupported: now() is not supported here: each look would see another value.',
    ],
    [
      '{yaql: {expression: "\'\\\\x00\'"}}',
      'The result of "yaql" cannot be kept: The text holds a NUL character, which cannot be stored: remove it.',
    ],
    [
      '{yaql: {expression: "{\'__proto__\' => 1}"}}',
      'The result of "yaql" cannot be kept: the key "__proto__" is not allowed.',
    ],
    [
      '{yaql: {expression: "1"}}',
      'The function "yaql" is not supported in this version of HOT.',
      '2016-04-08',
    ],
  ];
  for (const [yaml, message, version] of wrong) {
    it(`${yaml} is refused`, () => assert.equal(fault(yaml, version), message));
  }

  it('is left for later while a resource is not known', () => {
    const expression = compileValue('{yaql: {expression: "$.data.len()", data: {get_attr: [b, ips]}}}');
    assert.deepEqual(
      evaluate(expression, () => undefined),
      { known: false, waitsFor: ['b'], volatile: false },
    );
    assert.deepEqual(writeExpression(expression), {
      yaql: { expression: '$.data.len()', data: { get_attr: ['b', 'ips'] } },
    });
  });

  it('of a secret is secret, and its faults show nothing of it', () => {
    assert.deepEqual(compileValue('{yaql: {expression: $.data.s, data: {s: {get_param: secret}}}}'), {
      lit: 's3cret',
      secret: true,
    });
    const ofParameter = '{yaql: {expression: "$.data.none()", data: {get_param: secret}}}';
    assert.equal(fault(ofParameter), 'The expression of "yaql" failed.');
    assert.equal(
      fault('{yaql: {expression: {list_join: ["", [{get_param: secret}, " ?"]]}}}'),
      'Bad expression.',
    );
    const ofAttribute = compileValue('{yaql: {expression: "$.data.none()", data: {get_attr: [b, token]}}}');
    assert.equal(failure(ofAttribute), 'The expression of "yaql" failed.');
  });
});
