import assert from 'node:assert/strict';
import { setProperties } from '../../lib/hot/edit-template.js';
import type { PropertyEdit } from '../../lib/hot/property-edit.js';
import type { Json } from '../../lib/json.js';
import { compile, testTypes } from './compile-text.js';

const edit = (resource: string, property: string, value: Json): PropertyEdit => ({
  resource,
  property,
  value,
});

const shop = `# The shop
heat_template_version: 2018-08-31   # do not touch

parameters:
  mode: {type: string, default: '0644'}   # of the file
  both: {type: number, default: 3}
  secret: {type: string, default: hush, hidden: true}
  fixed: {type: string, default: a, immutable: true}
  few: {type: string, default: a, constraints: [{allowed_values: [a, b]}]}
  port: {type: number, default: 80}

resources:

  file:
    type: T
    # what it is
    properties:
      path:   /tmp/x    # where
      mode: {get_param: mode}
      quoted: 'a'
      double: "a"
      body: |
        one
        two

      # last
      list:
        - a   # first
        - {x: 1,   y: 2}
      joined: {list_join: [',', [a, b]]}
  other:
    type: T
    properties: {a: {get_param: both}, b: {get_param: both}, c: {get_param: secret}, d: {get_param: fixed}, e: {get_param: few},
                 f: [1,   2, {k: v}], g: {get_attr: [file, path]}, h: [{get_param: port}]}
  bare: {type: T}
outputs:
  few: {value: 1}
`;

/** What of the shop's text is another one afterwards. */
function changed(...edits: PropertyEdit[]): readonly (readonly [string, string])[] {
  const { text, refused } = setProperties(shop, edits, {});
  assert.deepEqual(refused, []);
  const before = shop.split('\n');
  const after = text.split('\n');
  const same = (line: string, lines: readonly string[]) => lines.includes(line);
  return [
    ...before.filter((line) => !same(line, after)).map((line) => ['-', line.trim()] as const),
    ...after.filter((line) => !same(line, before)).map((line) => ['+', line.trim()] as const),
  ];
}

describe('setting properties in the text of a template', () => {
  it('replaces a literal, and keeps comments, layout and the manner of writing', () => {
    assert.deepEqual(changed(edit('file', 'path', '/tmp/y')), [
      ['-', 'path:   /tmp/x    # where'],
      ['+', 'path:   /tmp/y    # where'],
    ]);
    assert.deepEqual(changed(edit('file', 'quoted', "it's"))[1], ['+', "quoted: 'it''s'"]);
    assert.deepEqual(changed(edit('file', 'double', 'yes'))[1], ['+', 'double: "yes"']);
    assert.deepEqual(changed(edit('file', 'path', 'yes'))[1], ['+', "path:   'yes'    # where"]);
    assert.deepEqual(changed(edit('file', 'path', 644))[1], ['+', 'path:   644    # where']);
    assert.deepEqual(changed(edit('file', 'body', 'one\n2\nthree\n')).map(([, line]) => line), ['two', '2', 'three']); // prettier-ignore
    assert.deepEqual(changed(edit('file', 'body', 'one')), [
      ['-', 'body: |'], ['-', 'one'], ['-', 'two'], ['+', 'body: one'],
    ]); // prettier-ignore
  });

  it('changes only what differs within lists and maps of the same shape', () => {
    assert.deepEqual(changed(edit('file', 'list', ['a', { x: 1, y: 3 }])), [
      ['-', '- {x: 1,   y: 2}'],
      ['+', '- {x: 1,   y: 3}'],
    ]);
    assert.deepEqual(
      changed(edit('other', 'f', [1, 2, { k: 'w' }]))[1]?.[1].slice(0, 21),
      'f: [1,   2, {k: w}], ',
    );
    assert.deepEqual(changed(edit('file', 'list', ['b'])), [
      ['-', '- a   # first'],
      ['-', '- {x: 1,   y: 2}'],
      ['+', '- b'],
    ]);
  });

  it('adds what was not given', () => {
    assert.deepEqual(changed(edit('file', 'new', 'x')), [['+', 'new: x']]);
    assert.deepEqual(changed(edit('bare', 'new', [1, 'on'])), [
      ['-', 'bare: {type: T}'],
      ['+', "bare: {type: T, properties: { new: [1, 'on'] }}"],
    ]);
    assert.deepEqual(
      changed(edit('bare', 'one', 1), edit('bare', 'two', 2))[1]?.[1],
      'bare: {type: T, properties: { one: 1, two: 2 }}',
    );
  });

  it('makes the value of a parameter of it, where nothing else uses that', () => {
    const done = setProperties(shop, [edit('file', 'mode', '0600')], { both: 4 });
    assert.equal(done.text, shop);
    assert.deepEqual(done.parameters, { both: 4, mode: '0600' });
    assert.deepEqual(done.accepted, [edit('file', 'mode', '0600')]);
    const both = [edit('other', 'a', 5), edit('other', 'b', 5)];
    assert.deepEqual(setProperties(shop, both, {}).parameters, { both: 5 });
  });

  const refusals: readonly (readonly [PropertyEdit, RegExp])[] = [
    [edit('none', 'a', 1), /no resource "none"/],
    [edit('file', 'path', null), /null is the same as not given/],
    [edit('file', 'path', 'a\0b'), /NUL/],
    [edit('file', 'path', { get_param: 'x' }), /would be a call of get_param/],
    [edit('file', 'path', [{ yaql: 'x' }]), /would be a call of yaql/],
    [edit('file', 'joined', 'a'), /computes it with list_join/],
    [edit('other', 'a', 5), /"both" is used elsewhere too/],
    [edit('other', 'c', 'x'), /"secret" is hidden/],
    [edit('other', 'd', 'x'), /"fixed" is immutable/],
    [edit('other', 'e', 'c'), /does not fit parameter "few"/],
    [edit('file', 'mode', 5), /"mode" is a string and cannot say it/],
    [edit('other', 'g', 'x'), /computes it with get_attr/],
    [edit('other', 'h', ['x']), /computes it with get_param/],
  ];
  for (const [wanted, reason] of refusals) {
    it(`refuses ${wanted.resource}.${wanted.property} = ${JSON.stringify(wanted.value)}`, () => {
      const done = setProperties(shop, [wanted, edit('file', 'quoted', 'b')], {});
      assert.match(done.refused[0]?.reason ?? '', reason);
      assert.equal(done.accepted.length, 1);
    });
  }

  it('refuses what is shared through anchors, aliases, merge keys and tags, and does the rest', () => {
    const text = `heat_template_version: pike
resources:
  a: {type: T, properties: &p {x: &x 1, y: *x, z: 1}}
  b: {type: T, properties: *p}
  c: {type: T, properties: {<<: *p, w: 1, v: !!str 5, u: !!str 5}}
`;
    const all = [
      edit('a', 'x', 2), edit('b', 'x', 2), edit('c', 'x', 2), edit('c', 'n', 2), edit('c', 'v', 5), edit('c', 'w', 2), edit('c', 'u', '6'),
    ]; // prettier-ignore
    const done = setProperties(text, all, {});
    assert.deepEqual(done.refused.map(({ resource, property, value }) => [resource, property, value]), [
      ['a', 'x', 2], ['b', 'x', 2], ['c', 'x', 2], ['c', 'n', 2], ['c', 'v', 5],
    ]); // prettier-ignore
    assert.match(done.refused[0]?.reason ?? '', /edit it by hand/);
    assert.equal(done.text, text.replace('w: 1', 'w: 2').replace('u: !!str 5', "u: !!str '6'"));
  });

  it('asks the type, where it is given, what would become of the value', () => {
    const text =
      'heat_template_version: pike\nparameters: {n: {type: string, default: "1"}}\nresources: {a: {type: Test::A, properties: {must: {}, v: x, size: {get_param: n}}}}\n';
    const edits = [edit('a', 'v', 5), edit('a', 'size', 7)];
    const done = setProperties(text, edits, {}, testTypes);
    assert.match(
      done.refused.map(({ reason }) => reason).join(),
      /^its type would make another value of it$/,
    );
    assert.deepEqual([done.accepted, done.parameters], [[edit('a', 'size', 7)], { n: 7 }]);
  });

  it('edits JSON in its layout, tabs and all', () => {
    const text =
      '{\n\t"heat_template_version": "pike",\n\t"resources": {\n\t\t"a": {"type":"T",  "properties": {"x":"/\\u00e9",\t"y": 2}}\n\t}\n}';
    const done = setProperties(text, [edit('a', 'x', 'é\n'), edit('a', 'z', { k: null })], {});
    assert.equal(
      done.text,
      text.replace('"/\\u00e9"', '"é\\n"').replace('"y": 2', '"y": 2, "z": {"k":null}'),
    );
    const properties = { ['k'.repeat(2_000)]: 1 };
    const strange = JSON.stringify({
      heat_template_version: 'pike',
      resources: { a: { type: 'T', properties } },
    });
    const added = setProperties(strange, [edit('a', 'x', 1)], {}).text;
    assert.deepEqual(compile(added).resources[0]?.properties['x'], { lit: 1 });
  });
});
