import assert from 'node:assert/strict';
import type { CompileInput } from '../../lib/hot/compile.js';
import type { JsonObject } from '../../lib/json.js';
import { compile, faultsOf, refusal } from './compile-text.js';

const head = (version = '2018-08-31') => [
  `heat_template_version: ${version}`,
  'parameters:',
  '  env: {type: string, default: prod}',
  '  big: {type: boolean, default: true}',
  '  sizes: {type: comma_delimited_list, default: "s,m"}',
];

const template = (conditions: readonly string[], rest: readonly string[], version?: string) =>
  [...head(version), 'conditions:', ...conditions.map((line) => `  ${line}`), ...rest].join('\n');

/** Whether a condition holds, seen by an output. */
function holds(expression: string, more: Partial<CompileInput> = {}): unknown {
  const text = template(
    ['prod: {equals: [{get_param: env}, prod]}', 'never: false', `asked: ${expression}`],
    ['outputs: {o: {value: {if: [asked, 1, 0]}}}'],
  );
  const [output] = compile(text, more).outputs;
  return output && 'lit' in output.value ? output.value.lit : 'unknown';
}

describe('conditions', () => {
  for (const [expression, expected] of [
    ['true', 1],
    ['{equals: [{get_param: env}, test]}', 0],
    ['{equals: [{get_param: [sizes, 1]}, m]}', 1],
    ['{equals: [{a: [1, true]}, {a: [1.0, 1]}]}', 1],
    ['{not: prod}', 0],
    ['{not: {equals: [a, b]}}', 1],
    ['{and: [prod, {get_param: big}, {not: never}]}', 1],
    ['{and: [prod, never]}', 0],
    ['{or: [never, {equals: [1, 1]}]}', 1],
    ['{or: [never, false]}', 0],
    ['{get_param: big}', 1],
    ['{contains: [m, {get_param: sizes}]}', 1],
  ] as const)
    it(`${expression} is ${expected === 1 ? 'true' : 'false'}`, () => {
      assert.equal(holds(expression), expected);
    });

  it('choose resources, what they refer to, and outputs', () => {
    const text = template(
      ['prod: {equals: [{get_param: env}, prod]}', 'test: {not: prod}', 'never: false'],
      [
        'resources:',
        '  a: {type: T, condition: prod, depends_on: [b, c]}',
        '  b: {type: T, condition: test}',
        '  d: {type: T, condition: never, properties: {p: {get_resource: nowhere}}}',
        '  c: {type: T, properties: {of: {if: [test, {get_resource: b}, {get_param: env}]}}}',
        'outputs:',
        '  of: {value: {get_resource: b}, condition: test}',
        '  there: {value: {get_resource: a}, condition: {not: test}}',
      ],
    );
    const { resources, outputs } = compile(text);
    assert.deepEqual(
      resources.map(({ name, requires }) => [name, ...requires]),
      [['a', 'c'], ['c']],
    );
    assert.deepEqual(resources[1]?.properties['of'], { lit: 'prod' });
    assert.deepEqual(
      outputs.map(({ name, value }) => [name, value]),
      [
        ['of', { lit: null }],
        ['there', { call: 'get_resource', args: [{ lit: 'a' }] }],
      ],
    );
    const other = compile(text, { parameters: { env: 'test' } });
    assert.deepEqual(other.resources.map(({ name }) => name), ['b', 'c']); // prettier-ignore
  });

  it('leave out what stands in a list, a map, or among properties, from 2021-04-16 on', () => {
    const rest = [
      'resources:',
      '  a:',
      '    type: T',
      '    properties:',
      '      gone: {if: [never, 1]}',
      '      list: [1, {if: [never, 2]}, {if: [prod, 3]}]',
      '      map: {a: {if: [never, 1]}, b: 2}',
      '      nested: {if: [prod, {if: [never, 1]}, 2]}',
      '      merged: {map_merge: [{a: 1}, {if: [never, {b: 2}]}]}',
      '      late: [{get_resource: b}, {if: [never, 2]}]',
      '  b: {type: T}',
    ];
    const conditions = ['never: false', 'prod: true'];
    const [a] = compile(template(conditions, rest, 'wallaby')).resources;
    assert.deepEqual(a?.properties, {
      list: { lit: [1, 3] },
      map: { lit: { b: 2 } },
      merged: { lit: { a: 1 } },
      late: { list: [{ call: 'get_resource', args: [{ lit: 'b' }] }] },
    });
    const [fault] = faultsOf(template(conditions, rest, '2018-08-31'));
    assert.match(fault?.message ?? '', /must be of the form: \[condition_name, value_if_true, value_if_false\]/);
  });

  it('that depend on a parameter without a value leave both ways open while validating', () => {
    const text = [
      'heat_template_version: 2018-08-31',
      'parameters: {env: {type: string}}',
      'conditions: {prod: {equals: [{get_param: env}, prod]}}',
      'resources:',
      '  a: {type: T, condition: prod}',
      '  b: {type: T, properties: {p: {if: [prod, {get_resource: a}, 1]}}}',
    ].join('\n');
    const { resources } = compile(text, { requireParameterValues: false });
    assert.deepEqual(resources.map(({ name }) => name), ['a', 'b']); // prettier-ignore
  });

  it('may lead through one another as far as Heat follows them, and are refused where they lead much further', () => {
    const chain = (length: number, step: 1 | -1) => {
      const names = Array.from({ length }, (_, n) => `c${String(n)}`);
      const definitions = names.map((name, n) => [name, names[n + step] === undefined ? true : { and: [true, { not: names[n + step] ?? '' }] }]); // prettier-ignore
      return { heat_template_version: 'rocky', conditions: Object.fromEntries(definitions) as JsonObject };
    };
    compile(chain(90, 1));
    compile(chain(5_000, -1));
    const [fault] = faultsOf(chain(5_000, 1));
    assert.match(fault?.message ?? '', /^The condition "c\d+" is reached through too many others/);
    const ring = chain(5_000, 1);
    assert.match(
      refusal({ ...ring, conditions: { ...ring.conditions, c4999: { not: 'c0' } } }).message,
      /too many others/,
    );
  });

  for (const [what, conditions, rest, message, path] of [
    ['a cycle', ['a: {not: b}', 'b: {not: a}'], [], /^Circular definition for condition "a"/, 'conditions.b.not'],
    ['a name that is not there', ['a: {not: bb}', 'bbb: true'], [], /^Invalid condition "bb"/, 'conditions.a.not'],
    ['a name for a definition', ['a: true', 'b: a'], [], /^The definition of condition "b" is invalid: "a"/, 'conditions.b'],
    ['what comes to no truth', ['a: {get_param: env}'], [], /^The definition of condition "a" is invalid/, 'conditions.a'],
    ['a resource', ['a: {equals: [{get_resource: x}, 1]}'], [], /^The function "get_resource" is invalid in this context/, 'conditions.a.equals.0.get_resource'],
    ['too few', ['a: {and: [true]}'], [], /^The minimum number of condition arguments to "and" is 2/, 'conditions.a.and'],
    ['no list', ['a: {or: true}'], [], /^Arguments to "or" must be a list of conditions/, 'conditions.a.or'],
    ['no value', ['a: {equals: [1]}'], [], /^Arguments to "equals" must be of the form/, 'conditions.a.equals'],
    ['nothing', ['a: {not: null}'], [], /^Argument to "not" must be a condition/, 'conditions.a.not'],
    ['a resource that is not there', ['a: false'], ['resources: {x: {type: T, condition: a}, y: {type: T, properties: {p: {get_resource: x}}}}'], /^The specified reference "x" \(in y\.Properties\.p\) is incorrect/, 'resources.y.properties.p.get_resource'],
    ['a list', ['a: true'], ['resources: {x: {type: T, condition: [a]}}'], /must be string_or_boolean/, 'resources.x.condition'],
    ['another name', ['a: true'], ['outputs: {o: {value: 1, condition: b}}'], /^Invalid condition "b"/, 'outputs.o.condition'],
  ] as const)
    it(`with ${what} are refused`, () => {
      const [fault] = faultsOf(template(conditions, rest));
      assert.match(fault?.message ?? '', message);
      assert.equal(fault?.path, path);
    });
}); // prettier-ignore
