import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Document, isMap, isPair, visit } from 'yaml';
import { setProperties } from '../../lib/hot/edit-template.js';
import type { Json, JsonObject } from '../../lib/json.js';
import { compile } from './compile-text.js';

const text = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((each) => each.replaceAll('\0', '')),
  fc.constantFrom('yes', 'on', '0644', '1:30', '# no comment', 'a: b', '- a', 'a\nb\n', 'a\n\n', ' a\nb', 'a\n b', "it's", '"q"', '&a', '*a', '!t', '%', '@', '`', '{', '[a]', '~', 'null', '1e3', '2018-08-31', 'tab\there', '\r\n', '\u2028', '\ufeff', 'a #b', 'a:', '', ' ', '=', '<<', '|', '>', '?', 'a, b', 'x y z'),
); // prettier-ignore
const anyValue = fc
  .letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer(),
      fc.constantFrom(true, false, 0.5, -1.25, 1e-7, 1.5e-300),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', 'yes', '0', 'é', 'get_param', 'constructor'), tie('value'), { maxKeys: 3 }), // prettier-ignore
    ),
  }))
  .value.map(plain);
const literalValue = anyValue.filter((value) => !JSON.stringify(value).includes('"get_param"'));

const parameters: JsonObject = {
  p0: { type: 'string', default: 'x' },
  p1: { type: 'number', default: 1 },
  p2: { type: 'json', default: { k: [1] } },
  p3: { type: 'comma_delimited_list', default: 'a,b' },
  p4: { type: 'boolean', default: true },
  p5: { type: 'string', default: 'x', hidden: true },
};
const propertyValue = fc.oneof(
  { weight: 4, arbitrary: literalValue },
  { weight: 3, arbitrary: fc.constantFrom(...Object.keys(parameters)).map((name) => ({ get_param: name })) },
  { weight: 1, arbitrary: fc.constant({ get_param: ['p2', 'k', 0] }) },
  { weight: 1, arbitrary: fc.constant({ list_join: ['-', [{ get_param: 'p0' }, 'x']] }) },
  { weight: 1, arbitrary: fc.constant({ get_attr: ['base', 'x'] }) },
);
const names = ['x', 'y', 'z', 'on', 'k-1'];
const definition = fc.record(
  {
    type: fc.constant('T'),
    description: fc.constant('a resource'),
    properties: fc.dictionary(fc.constantFrom(...names), propertyValue, { maxKeys: 4 }),
  },
  { requiredKeys: ['type'] },
);
const resources = fc.dictionary(fc.constantFrom('a', 'b', 'c'), definition, { minKeys: 1 });
const edits = fc.array(
  fc.record({
    resource: fc.constantFrom('a', 'b', 'c'),
    property: fc.constantFrom(...names),
    value: anyValue,
  }),
  { minLength: 1, maxLength: 5 },
);
const layout = fc.record({
  form: fc.constantFrom('block', 'block', 'flow', 'JSON', 'pretty JSON', 'tabbed JSON'),
  indent: fc.constantFrom(2, 4),
  indentSeq: fc.boolean(),
  singleQuote: fc.constantFrom(true, false, null),
});

function written(
  template: JsonObject,
  how: { form: string; indent: number; indentSeq: boolean; singleQuote: boolean | null },
): string {
  if (how.form === 'JSON') return JSON.stringify(template);
  if (how.form.endsWith('JSON'))
    return JSON.stringify(template, undefined, how.form.startsWith('tabbed') ? '\t' : 3);
  const document = new Document(template, { version: '1.1' });
  let note = 0;
  visit(document.get('resources') as never, {
    Pair(_, pair, path) {
      // Not inside the values of properties, which may be replaced.
      if (path.filter(isPair).length > 2) return visit.SKIP;
      if (how.form === 'block')
        (pair.key as { commentBefore?: string }).commentBefore = ` note ${String(note++)}.`;
      return undefined;
    },
    Map(_, map) {
      if (how.form === 'flow' && isMap(map)) map.flow = true;
    },
  });
  const { form: _, ...options } = how;
  return document.toString({ ...options, aliasDuplicateObjects: false } as never);
}

describe('setting properties in any template', () => {
  it('comes to the accepted values, and to the same otherwise', () => {
    let accepted = 0;
    fc.assert(
      fc.property(resources, edits, layout, (section, wanted, how) => {
        const template = {
          heat_template_version: '2018-08-31',
          parameters,
          resources: { base: { type: 'T' }, ...section },
          outputs: { o: { value: { get_param: 'p1' } } },
        };
        const before = written(template, how);
        const given = { p4: false };
        const first = compile(before, { parameters: given });
        const done = setProperties(before, wanted, given);
        assert.equal(done.accepted.length + done.refused.length, wanted.length);
        accepted += done.accepted.length;

        const after = compile(done.text, { parameters: done.parameters });
        const expected = first.resources.map((resource) => {
          const properties = { ...resource.properties };
          for (const { resource: name, property, value } of done.accepted)
            if (name === resource.name) properties[property] = { lit: value };
          return { ...resource, properties };
        });
        assert.deepEqual(after.resources, expected, done.text);
        assert.deepEqual(after.outputs, first.outputs);
        const shared = (text: string) => text.match(/# note \d+\./g) ?? [];
        assert.deepEqual(shared(done.text), shared(before));
      }),
      { numRuns: 1_000 },
    );
    assert(accepted > 500, `only ${String(accepted)} edits were accepted`);
  }).timeout(60_000);
});

function plain(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
