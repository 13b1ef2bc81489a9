import assert from 'node:assert/strict';
import { evaluate } from '../../../lib/hot/evaluate.js';
import type { Referred, Scope } from '../../../lib/hot/values.js';
import type { JsonObject } from '../../../lib/json.js';
import { compile, compileValue, faultsOf, valueTemplate } from '../compile-text.js';

function referred(attributes: JsonObject, marks: { secret?: string; volatile?: string } = {}): Referred {
  return {
    reference: 'id-of-b',
    referenceIsSecret: false,
    attributes,
    isSecret: (name) => name === marks.secret,
    isVolatile: (name) => name === marks.volatile,
  };
}

function scopeOf(attributes: JsonObject, marks: { secret?: string; volatile?: string } = {}): Scope {
  return (name) => (name === 'b' ? referred(attributes, marks) : undefined);
}

const scope = scopeOf({ ip: '10.0.0.1', list: ['p', 'q'], map: { k: 1 }, none: null, n: 7, pid: 42, token: 't0k', show: {} },
  { secret: 'token', volatile: 'pid' }); // prettier-ignore

function value(yaml: string, version?: string) {
  const resolved = evaluate(compileValue(yaml, version), scope);
  assert(resolved.known);
  return resolved.value;
}

function fault(yaml: string, version?: string): string {
  const [first] = faultsOf(valueTemplate(yaml, version));
  return first?.message ?? '';
}

const table: readonly (readonly [yaml: string, expected: unknown, version?: string])[] = [
  ['{get_param: name}', 'web'],
  ['{get_param: [list, 1]}', 'y'],
  ['{get_param: [list, "1"]}', 'y'],
  ['{get_param: [list, -1]}', 'z'],
  ['{get_param: [list, 9]}', ''],
  ['{get_param: [list, k]}', ''],
  ['{get_param: [map, k, 1]}', 20],
  ['{get_param: [map, "0"]}', 'zero'],
  ['{get_param: [map, 0]}', ''],
  ['{get_param: [map, constructor]}', ''],
  ['{get_param: [map, nothing, deeper]}', ''],
  ['{get_param: [name, 0]}', 'w'],
  ['{get_param: [map, {get_attr: [b, nokey]}]}', ''],
  ['{get_param: OS::stack_name}', 'shop'],
  ['{get_param: OS::stack_id}', 'stack-1'],
  ['{get_param: OS::project_id}', 'tenant-1'],
  ['{get_resource: b}', 'id-of-b'],
  ['{get_attr: [b, ip]}', '10.0.0.1'],
  ['{get_attr: [b, list, 1]}', 'q'],
  ['{get_attr: [b, list, "1"]}', null],
  ['{get_attr: [b, list, 5]}', null],
  ['{get_attr: [b, map, k]}', 1],
  ['{get_attr: [b, absent]}', null],
  ['{get_attr: [b, toString]}', null],
  ['{get_attr: [b, absent, deeper]}', null],
  ['{list_join: ["-", [a, {get_attr: [b, ip]}, null]]}', 'a-10.0.0.1-'],
  ['{list_join: [", ", [a], null, [b], ""]}', 'a, b'],
  ['{list_join: ["", [{b: 1, a: "é"}, [1, true]]]}', '{"a": "\\u00e9", "b": 1}[1, true]'],
  ['{list_join: ["-", null]}', '', '2013-05-23'],
  ['{str_replace: {template: "$a $ab", params: {$a: 1, $ab: true}}}', '1 True'],
  ['{str_replace: {template: "ab", params: {a: b, b: c}}}', 'bc'],
  ['{str_replace: {template: "abcd", params: {ab: X, bcd: Y}}}', 'aY'],
  ['{str_replace: {template: "x", params: {x: null}}}', ''],
  ['{str_replace: {template: "x", params: {x: {k: [1]}}}}', '{"k": [1]}'],
  ['{str_replace: {template: "at HOST", params: {HOST: {get_attr: [b, ip]}}}}', 'at 10.0.0.1'],
  ['{str_replace: {template: "$& $1", params: {"$1": "$&"}}}', '$& $&'],
  ['{a: {get_attr: [b, n]}, b: [1, {get_resource: b}]}', { a: 7, b: [1, 'id-of-b'] }],
];

describe('template functions', () => {
  for (const [yaml, expected, version] of table) {
    it(`${yaml} yields ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(value(yaml, version), expected);
    });
  }

  it('get_attr with the name alone gives every attribute but show', () => {
    const all = value('{get_attr: [b]}') as JsonObject;
    assert.deepEqual(Object.keys(all).sort(), ['ip', 'list', 'map', 'n', 'none', 'pid', 'token']);
  });

  it('get_file gives the text of a file', () => {
    const files = { 'a.sh': 'echo hello\n' };
    assert.deepEqual(compileValue('{get_file: a.sh}', '2018-08-31', { files }), { lit: 'echo hello\n' });
    const [fault] = faultsOf(valueTemplate('{get_file: b.sh}'), { files });
    assert.equal(fault?.message, 'No content found in the "files" section for get_file path: b.sh.');
    assert.equal(fault.hint, 'did you mean "a.sh"?');
  });

  it('constants are folded while compiling', () => {
    assert.deepEqual(
      compileValue('{list_join: ["-", [{get_param: name}, {str_replace: {template: x, params: {x: y}}}]]}'),
      {
        lit: 'web-y',
      },
    );
  });

  const wrong: readonly (readonly [yaml: string, message: RegExp, version?: string])[] = [
    ['{list_join: ["-", [1]]}', /Items to join must be string, map or list not: 1/],
    ['{list_join: ["-", [{a: 1}]]}', /Items to join must be strings/, '2014-10-16'],
    ['{list_join: ["-", [a], [b]]}', /Incorrect arguments to "list_join"/, '2013-05-23'],
    ['{list_join: ["-", text]}', /must operate on a list/],
    ['{list_join: [1, [a]]}', /delimiter must be a string/],
    ['{list_join: text}', /Incorrect arguments/],
    ['{str_replace: {template: x}}', /syntax should be/],
    ['{str_replace: {template: 5, params: {}}}', /template must be a string/],
    ['{str_replace: {template: x, params: [1]}}', /params must be a map/],
    ['{str_replace: {template: x, params: {"": y}}}', /must not be empty/],
    [
      '{str_replace: {template: x, params: {x: {a: b}}}}',
      /must be strings or numbers, param x/,
      '2015-04-30',
    ],
    ['{get_attr: [b]}', /of the form \[resource_name, attribute/, '2014-10-16'],
    ['{get_attr: b}', /must be a list/],
    ['{get_resource: 5}', /must be a string/],
    ['{get_resource: nobody}', /The specified reference "nobody" \(in a.Properties.v\) is incorrect/],
    ['{get_param: nobody}', /The Parameter \(nobody\) was not provided/],
    ['{get_param: []}', /must have arguments/],
    ['{repeat: {}}', /"repeat" is not supported in this version of HOT/, '2014-10-16'],
    ['{Ref: b}', /"Ref" is not supported in this version of HOT/],
  ];
  for (const [yaml, message, version] of wrong) {
    it(`${yaml} is refused`, () => {
      assert.match(fault(yaml, version), message);
    });
  }

  it('a reference makes the one resource require the other, in metadata too', () => {
    const [a] = compile(valueTemplate('{get_attr: [b, x]}')).resources;
    assert.deepEqual(a?.requires, ['b']);
    const { resources } = compile(
      'heat_template_version: rocky\nresources:\n  c: {type: T, depends_on: [e, d]}\n  d: {type: T, metadata: {m: {get_resource: e}}}\n  e: {type: T}',
    );
    assert.deepEqual(
      resources.map((each) => each.requires),
      [['d', 'e'], ['e'], []],
    );
  });

  it('a value computed from a secret is secret, at compile time and after', () => {
    assert.deepEqual(compileValue('{list_join: ["-", [{get_param: secret}, x]]}'), {
      lit: 's3cret-x',
      secret: true,
    });
    assert.deepEqual(compileValue('{deep: [{get_param: secret}]}'), {
      lit: { deep: ['s3cret'] },
      secret: true,
    });
    const mixed = compileValue('{list_join: ["-", [{get_param: secret}, {get_attr: [b, ip]}]]}');
    assert.deepEqual(evaluate(mixed, scope), {
      known: true,
      value: 's3cret-10.0.0.1',
      secret: true,
      volatile: false,
    });
    assert.equal(
      (evaluate(compileValue('{get_attr: [b, token]}'), scope) as { secret: boolean }).secret,
      true,
    );
  });

  it('a volatile attribute makes what is computed from it volatile', () => {
    const resolved = evaluate(compileValue('{list_join: ["", [[{get_attr: [b, pid]}]]]}'), scope);
    assert.deepEqual(resolved, { known: true, value: '[42]', secret: false, volatile: true });
  });

  it('unknown resources are all named', () => {
    const text =
      'heat_template_version: rocky\nresources:\n  c: {type: T, properties: {v: [{get_resource: e}, {get_attr: [d, x]}]}}\n  d: {type: T}\n  e: {type: T}';
    const expression = compile(text).resources[0]?.properties['v'] ?? assert.fail();
    assert.deepEqual(
      evaluate(expression, () => undefined),
      { known: false, waitsFor: ['d', 'e'], volatile: false },
    );
  });

  it('of a thing that is being changed the reference is known, its attributes are not', () => {
    const changing: Scope = () => ({ ...referred({}, { volatile: 'pid' }), attributes: undefined });
    const inNobodysHands: Scope = () => ({ ...referred({}), reference: undefined, attributes: undefined });
    const of = (text: string, in_: Scope) => evaluate(compileValue(text), in_);
    const unknown = { known: false, waitsFor: ['b'], volatile: false };
    assert.equal(of('{get_resource: b}', changing).known, true);
    assert.deepEqual(of('{get_resource: b}', inNobodysHands), unknown);
    assert.deepEqual(of('{get_attr: [b, address, path]}', changing), unknown);
    assert.deepEqual(of('{get_attr: [b]}', changing), unknown);
    assert.deepEqual(of('{list_join: ["", [{get_attr: [b, pid]}]]}', changing), {
      ...unknown,
      volatile: true,
    });
  });

  it('an error while evaluating shows the value, unless it is secret', () => {
    assert.throws(
      () => value('{list_join: ["", [{get_attr: [b, n]}]]}'),
      /must be string, map or list not: 7\./,
    );
    const secret = compileValue('{list_join: [{get_attr: [b, n]}, [{get_param: secret}]]}');
    assert.throws(
      () => evaluate(secret, scope),
      (error: Error) => error.message === '"list_join" delimiter must be a string.',
    );
  });
});
