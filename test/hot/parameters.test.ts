import assert from 'node:assert/strict';
import type { CompileInput } from '../../lib/hot/compile.js';
import type { Json } from '../../lib/json.js';
import { THING } from '../support/scripted-peers.js';
import { compile, faultsOf } from './compile-text.js';

function template(definition: string, version = '2018-08-31'): string {
  return `heat_template_version: ${version}\nparameters:\n  p: ${definition}\noutputs:\n  o: {value: {get_param: p}}\n`;
}

function value(definition: string, given?: Json, more: Partial<CompileInput> = {}): unknown {
  const parameters = given === undefined ? {} : { p: given };
  return compile(template(definition), { parameters, ...more }).outputs[0]?.value;
}

function fault(definition: string, given?: Json, version?: string): string {
  const parameters = given === undefined ? {} : { p: given };
  return faultsOf(template(definition, version), { parameters })[0]?.message ?? '';
}

describe('parameters', () => {
  const coercions: readonly (readonly [type: string, given: Json, expected: Json])[] = [
    ['string', 'a', 'a'],
    ['string', 5, '5'],
    ['string', true, 'True'],
    ['number', '5', 5],
    ['number', ' 1.5 ', 1.5],
    ['number', '1_000', 1000],
    ['comma_delimited_list', 'one, two', ['one', ' two']],
    ['comma_delimited_list', '', []],
    ['comma_delimited_list', [1, 'b'], ['1', 'b']],
    ['json', '{"a": [1]}', { a: [1] }],
    ['json', { a: 1 }, { a: 1 }],
    ['boolean', 'Yes', true],
    ['boolean', 't', true],
    ['boolean', 0, false],
    ['boolean', 'off', false],
  ];
  for (const [type, given, expected] of coercions) {
    it(`${type} of ${JSON.stringify(given)} is ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(value(`{type: ${type}}`, given), { lit: expected });
    });
  }

  const refused: readonly (readonly [
    definition: string,
    given: Json | undefined,
    message: RegExp,
    version?: string,
  ])[] = [
    ['{type: string}', undefined, /^The Parameter \(p\) was not provided\.$/],
    ['{type: string}', { a: 1 }, /Value must be a string/],
    ['{type: number}', 'abc', /Parameter 'p' is invalid: could not convert string to float: "abc"/],
    ['{type: number}', '1e999', /too large/],
    ['{type: number}', true, /could not convert/],
    ['{type: json}', '{', /Value must be valid JSON/],
    ['{type: boolean}', 'maybe', /Unrecognized value/],
    ['{type: string, default: 1, zz: 1}', 'a', /Invalid key 'zz' for parameter \(p\)/],
    ['{type: string, tags: [a]}', 'a', /Invalid key 'tags'/, '2017-09-01'],
    [
      '{type: number, constraints: [{modulo: {step: 2, offset: 0}}]}',
      2,
      /Invalid key 'modulo'/,
      '2016-10-14',
    ],
    [
      '{type: string, constraints: [{length: {min: 2, max: 3}}]}',
      'a',
      /length \(1\) is out of range \(min: 2, max: 3\)/,
    ],
    [
      '{type: string, constraints: [{length: {max: 1}}]}',
      'ab',
      /length \(2\) is out of range \(min: None, max: 1\)/,
    ],
    ['{type: json, constraints: [{length: {min: 1}}]}', {}, /length \(0\)/],
    ['{type: number, constraints: [{range: {min: 1, max: 3}}]}', 4, /out of range \(min: 1, max: 3\): 4/],
    [
      '{type: number, constraints: [{modulo: {step: 3, offset: 1}}]}',
      3,
      /not a multiple of 3 with an offset of 1/,
    ],
    [
      '{type: string, constraints: [{allowed_values: [a, b]}]}',
      'c',
      /not an allowed value \["a", "b"\]: "c"/,
    ],
    ['{type: comma_delimited_list, constraints: [{allowed_values: [a, b]}]}', 'a,c', /not an allowed value/],
    [
      '{type: string, constraints: [{allowed_pattern: "[a-z]+"}]}',
      'ab1',
      /does not match pattern "\[a-z\]\+"/,
    ],
    [
      '{type: string, constraints: [{allowed_pattern: "[a-z]+", description: letters only}]}',
      '1',
      /Parameter 'p' is invalid: letters only/,
    ],
    ['{type: string, constraints: [{allowed_pattern: "("}]}', 'a', /not a regular expression: missing \), /],
    [
      '{type: string, constraints: [{allowed_pattern: "(a+)+"}]}',
      `${'a'.repeat(100)}!`,
      /takes more than 200000 steps to be matched with pattern "\(a\+\)\+"/,
    ],
    ['{type: string, constraints: [{range: {min: 1}}]}', 'a', /range constraint invalid for string/],
    [
      '{type: string, constraints: [{custom_constraint: nova.flavor}]}',
      'a',
      /custom_constraint "nova.flavor" asks nova, and no worker/,
    ],
    ['{type: number, constraints: [{range: {}}]}', 1, /must have a min value and\/or a max value/],
    ['{type: number, default: 9, constraints: [{range: {max: 5}}]}', 1, /Invalid default of parameter "p"/],
    [
      '{type: string, constraints: [{allowed_pattern: "a*"}]}',
      'a'.repeat(5000),
      /too many for an allowed_pattern/,
    ],
    ['{type: string, hidden: perhaps}', 'a', /"hidden" must be true or false/],
    ['[]', 'a', /must be a map with at least a type/],
  ];
  for (const [definition, given, message, version] of refused) {
    it(`${definition} refuses ${String(JSON.stringify(given)).slice(0, 30)}`, () => {
      assert.match(fault(definition, given, version), message);
    });
  }

  it('patterns mean what they mean to Python', () => {
    const accepts = (pattern: string, given: string) =>
      value(`{type: string, constraints: [{allowed_pattern: '${pattern}'}]}`, given);
    accepts('\\A(?P<first>[a-z])(?i:)?\\Z'.replace('(?i:)?', ''), 'a');
    accepts('a|ab', 'ab');
    accepts('[\\w\\-\\@]+\\_?', 'a-@');
    accepts('(?i)ABC', 'abc');
  });

  it('a given value wins over the environment, that over its defaults, those over the default', () => {
    const environment = 'parameters: {p: env}\nparameter_defaults: {p: fallback, other: 1}\n';
    assert.deepEqual(value('{type: string, default: d}', 'given', { environment }), { lit: 'given' });
    assert.deepEqual(value('{type: string, default: d}', undefined, { environment }), { lit: 'env' });
    const defaults = { parameter_defaults: { p: 'fallback' } };
    assert.deepEqual(value('{type: string, default: d}', undefined, { environment: defaults }), {
      lit: 'fallback',
    });
    assert.deepEqual(value('{type: string, default: d}', null), { lit: 'd' });
  });

  it('hidden values are shown as stars, and stay out of messages', () => {
    const text = template('{type: string, hidden: true, default: d3f, constraints: [{length: {max: 5}}]}');
    const [summary] = compile(text, { parameters: { p: 'abc' } }).parameters;
    assert.equal(summary?.value, '******');
    assert.equal(summary.default, '******');
    for (const definition of [
      '{type: number, hidden: true}',
      '{type: json, hidden: true}',
      '{type: string, hidden: true, constraints: [{allowed_values: [x]}]}',
    ]) {
      const message = fault(definition, 'hunter2');
      assert(message !== '' && !message.includes('hunter2'), message);
    }
  });

  it('hidden values stay out of faults where they name something', () => {
    const secret = 'hunter2-and-more';
    const uses = [
      'get_resource: {get_param: p}',
      'get_attr: [r, {get_param: p}]',
      'get_attr: [{get_param: p}, a]',
      'get_file: {get_param: p}',
      'get_file: {list_join: [".", [{get_param: p}, txt]]}',
      'get_file: {str_split: ["-", {get_param: p}, 0]}',
      'get_resource: {str_split: ["-", {get_param: p}]}',
      'if: [{get_param: p}, 1, 2]',
      'if: [{str_split: ["-", {get_param: p}]}, 1, 2]',
      'get_param: {get_param: p}',
    ];
    for (const use of uses) {
      const resources = `resources: {r: {type: Test::Thing}, s: {type: Test::Thing, properties: {kind: {${use}}}}}`;
      const faults = faultsOf(`${template('{type: string, hidden: true}')}\n${resources}`, {
        parameters: { p: secret },
        resourceType: () => THING,
      });
      assert.ok(faults.length > 0, use);
      assert.ok(!/hunter2|and-more/.test(JSON.stringify(faults)), `${use}: ${JSON.stringify(faults)}`);
    }
  });

  it('when only validating, a missing value is unknown and no fault', () => {
    const compiled = compile(template('{type: string}'), { requireParameterValues: false });
    assert.equal(compiled.parameters[0]?.value, undefined);
    assert.equal(compiled.parameters[0]?.type, 'String');
  });

  it('an unknown name gets a suggestion', () => {
    const [fault] = faultsOf(template('{type: string, default: a}'), { parameters: { pp: 1 } });
    assert.equal(fault?.message, 'The Parameter (pp) was not defined in template.');
    assert.equal(fault.hint, 'did you mean "p"?');
  });
});
