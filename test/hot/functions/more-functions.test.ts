import assert from 'node:assert/strict';
import { evaluate } from '../../../lib/hot/evaluate.js';
import type { Scope } from '../../../lib/hot/values.js';
import { writeExpression } from '../../../lib/hot/write-expression.js';
import { compileValue, faultsOf, valueTemplate } from '../compile-text.js';

/** What is known of resource `b`, which is asked while compiling nothing and afterwards everything. */
const scope: Scope = (name) =>
  name !== 'b'
    ? undefined
    : {
        reference: 'id-of-b',
        referenceIsSecret: false,
        attributes: {
          text: 'a,b',
          list: ['p', 'q'],
          map: { k: 'v' },
          n: 7,
          none: null,
          host: 'h',
          algorithm: 'md5',
        },
        isSecret: () => false,
        isVolatile: () => false,
      };

function value(yaml: string, version: string) {
  const resolved = evaluate(compileValue(yaml, version), scope);
  assert(resolved.known);
  return resolved.value;
}

const NEW = '2018-08-31';

/** Of literals, worked out while compiling, and of attributes, worked out later. */
const table: readonly (readonly [yaml: string, expected: unknown, version?: string])[] = [
  ['{digest: [sha512_256, ""]}', 'c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a'],
  ['{digest: [MD5, "\\xe9"]}', '3406877694691ddd1dfb0aca54681407'],
  ['{digest: [{get_attr: [b, algorithm]}, {get_attr: [b, text]}]}', 'b345e1dc09f20fdefdea469f09167892'],
  ['{str_split: [",", "a,b,c"]}', ['a', 'b', 'c']],
  ['{str_split: [",", "a,b,c", -1]}', 'c'],
  ['{str_split: [",", "a,b,c", "1"]}', 'b'],
  ['{str_split: [",", {get_attr: [b, text]}, 0]}', 'a'],
  ['{str_split: [",", {get_attr: [b, none]}]}', null],
  ['{map_merge: [{a: 1, b: 2}, null, {a: 3}]}', { a: 3, b: 2 }],
  ['{map_merge: [{a: 1}, {get_attr: [b, map]}]}', { a: 1, k: 'v' }],
  ['{map_merge: []}', {}],
  ['{map_replace: [{k1: v1, k2: v2}, {keys: {k1: K1}, values: {v2: V2}}]}', { K1: 'v1', k2: 'V2' }],
  ['{map_replace: [{get_attr: [b, map]}, {values: {v: null}}]}', { k: null }],
  ['{map_replace: [null, null]}', {}],
  ['{list_concat: [[1, 2], null, [2]]}', [1, 2, 2]],
  ['{list_concat_unique: [[1, 2, true], [2, 1.0, {a: [1]}], [{a: [1]}]]}', [1, 2, { a: [1] }]],
  ['{list_concat: [{get_attr: [b, list]}, [r]]}', ['p', 'q', 'r']],
  ['{filter: [[a, 1], [a, b, 1, true]]}', ['b']],
  ['{filter: [[], [a]]}', ['a']],
  ['{filter: [[p], {get_attr: [b, list]}]}', ['q']],
  ['{filter: [[p], null]}', null],
  ['{contains: [p, {get_attr: [b, list]}]}', true],
  ['{contains: [1, [true]]}', true],
  ['{contains: [ell, hello]}', true],
  ['{contains: [x, []]}', false],
  ['{repeat: {template: "a%i%", for_each: {"%i%": [x, y]}}}', ['ax', 'ay'], '2015-04-30'],
  ['{repeat: {template: {"%i%": "%j%"}, for_each: {"%i%": [a, b], "%j%": ["1", "2"]}}}',
    [{ a: '1' }, { a: '2' }, { b: '1' }, { b: '2' }]],
  ['{repeat: {template: "%i%", for_each: {"%i%": {x: 1, y: 2}}}}', ['x', 'y'], '2016-10-14'],
  ['{repeat: {template: "%i%%j%", for_each: {"%i%": [a, b], "%j%": [c, d]}, permutations: false}}', ['ac', 'bd']],
  ['{repeat: {template: "%i%", for_each: {"%i%": null}}}', []],
  ['{repeat: {template: ["%i%", 5, {get_attr: [b, text]}], for_each: {"%i%": {get_attr: [b, list]}}}}',
    [['p', 5, 'a,b'], ['q', 5, 'a,b']]],
  ['{str_replace_strict: {template: "$a $b", params: {$a: 1, $b: true}}}', '1 True'],
  ['{str_replace_vstrict: {template: "$a", params: {$a: {get_attr: [b, n]}}}}', '7'],
  ['{make_url: {scheme: https, username: "a b", password: "p:w", host: "::1", port: "80", path: a/ü, query: {"k 1": [1], e: true}, fragment: "f?"}}',
    'https://a%20b:p%3Aw@[::1]:80/a/%C3%BC?k+1=%5B1%5D&e=True#f%3F'],
  ['{make_url: {host: {get_attr: [b, host]}, path: /x}}', '//h/x'],
  ['{make_url: {scheme: mailto, path: "a@b"}}', 'mailto:a%40b'],
  ['{make_url: {}}', ''],
  ['{list_join: [",", {repeat: {template: "%i%", for_each: {"%i%": {get_attr: [b, list]}}}}]}', 'p,q'],
]; // prettier-ignore

const faulty: readonly (readonly [yaml: string, message: RegExp, version?: string])[] = [
  ['{digest: [sha256]}', /^Function "digest" usage/],
  ['{digest: sha256}', /^Argument to function "digest" must be a list of strings/],
  ['{digest: [sha265, x]}', /^Algorithm must be one of md5, .*: sha265.*/],
  ['{digest: [md5, "\\u0100"]}', /not Latin-1/],
  ['{str_split: "a,b"}', /^Incorrect arguments to "str_split"/],
  ['{str_split: [","]}', /^Incorrect arguments to "str_split"/],
  ['{str_split: ["", a]}', /delimiter of "str_split" is empty/],
  ['{str_split: [",", "a,b", 2]}', /should be between 0 and 1/],
  ['{str_split: [",", "a,b", x]}', /^Incorrect index to "str_split" should be: /],
  ['{map_merge: {a: 1}}', /^Incorrect arguments to "map_merge"/],
  ['{map_merge: [[a]]}', /^Incorrect arguments: Items to merge must be maps/],
  ['{map_replace: [{a: 1}]}', /^Incorrect arguments to "map_replace"/],
  ['{map_replace: [{a: 1, b: 2}, {keys: {a: b}}]}', /b collides with a key in the input map/],
  ['{map_replace: [{a: 1, b: 2}, {keys: {a: c, b: c}}]}', /c collides with a key in the output map/],
  ['{map_replace: [{a: 1}, {key: {}}]}', /^Incorrect arguments to "map_replace"/],
  ['{list_concat: [[1], 2]}', /Items to concat must be lists: .* contains an item that is not a list: 2/],
  ['{list_concat: x}', /^Incorrect arguments to "list_concat"/],
  ['{filter: [[a]]}', /^"filter" expected 2 arguments .* but got 1 arguments/],
  ['{filter: [[a], b]}', /^"filter" only works with lists/],
  ['{filter: [a, [b]]}', /^"filter" filters a list of values/],
  ['{contains: a}', /^Incorrect arguments to "contains"/],
  ['{contains: [a]}', /^Arguments to "contains" must be of the form/],
  ['{contains: [a, 1]}', /^Second argument to "contains" should be a sequence/],
  ['{repeat: [x]}', /^Arguments to "repeat" must be a map/],
  ['{repeat: {template: x}}', /^"repeat" syntax should be/],
  ['{repeat: {template: x, for_each: [a]}}', /must contain a map/],
  ['{repeat: {template: x, for_each: {}}}', /is empty/],
  ['{repeat: {template: x, for_each: {"%i%": {a: 1}}}}', /must be lists: /, '2015-04-30'],
  ['{repeat: {template: x, for_each: {"%i%": a}}}', /must be lists or maps/],
  ['{repeat: {template: "%i%", for_each: {"%i%": [1]}}}', /puts strings into text/],
  ['{repeat: {template: x, for_each: {a: [b], c: [d, e]}, permutations: false}}', /should be equal/],
  ['{repeat: {template: x, for_each: {a: [b]}, permutations: 1}}', /should be boolean/],
  [
    '{str_replace_strict: {template: "$a", params: {$a: 1, $bb: 2, $b: 3}}}',
    /not found in the template: \$bb,\$b/,
  ],
  ['{str_replace_vstrict: {template: "$a", params: {$a: ""}}}', /undefined or empty value for param \$a/],
  ['{make_url: [x]}', /must be a map/],
  ['{make_url: {hots: x}}', /^Invalid arguments to "make_url": hots/],
  ['{make_url: {port: 0}}', /must be in range 1-65535/],
  ['{make_url: {port: x}}', /^Invalid URL port/],
  ['{make_url: {scheme: "a:"}}', /should not contain ':'/],
  ['{make_url: {query: x}}', /"query" argument .* must be a map/],
  ['{make_url: {host: 1}}', /"host" argument .* must be a string/],
];

describe('functions of values', () => {
  for (const [yaml, expected, version = NEW] of table)
    it(`${yaml} is ${JSON.stringify(expected)} (${version})`, () => {
      assert.deepEqual(value(yaml, version), expected);
      // What is written back means the same.
      const written = JSON.stringify(writeExpression(compileValue(yaml, version)));
      assert.deepEqual(value(written, version), expected, written);
    });

  for (const [yaml, message, version = NEW] of faulty)
    it(`${yaml} is refused (${version})`, () => {
      const [first] = faultsOf(valueTemplate(yaml, version));
      assert.match(first?.message ?? '', message);
    });

  it('does not grow without end', () => {
    const lists = Array.from({ length: 6 }, (_, i) => `"%${String(i)}%": [${'a,'.repeat(40)}a]`).join(', ');
    const [first] = faultsOf(valueTemplate(`{repeat: {template: x, for_each: {${lists}}}}`));
    assert.match(first?.message ?? '', /more than 100000 items/);
  });
});
