import assert from 'node:assert/strict';
import { defaultLimits } from '../../lib/hot/limits.js';
import { readDocument } from '../../lib/hot/read-document.js';
import type { Json } from '../../lib/json.js';

function read(text: string): Json {
  return readDocument(text, 'template', defaultLimits);
}

/** What PyYAML 6.0.3 makes of plain scalars when dates stay text. */
const scalars: readonly (readonly [text: string, value: Json])[] = [
  ['yes', true],
  ['On', true],
  ['NO', false],
  ['y', 'y'],
  ['tRue', 'tRue'],
  ['null', null],
  ['~', null],
  ['', null],
  ['0644', 420],
  ['0o17', '0o17'],
  ['08', '08'],
  ['0x1F', 31],
  ['0b101', 5],
  ['-0x1f', -31],
  ['1_000', 1000],
  ['1:30', 90],
  ['190:20:30', 685230],
  ['1:30.5', 90.5],
  ['1e3', '1e3'],
  ['1.0e+3', 1000],
  ['1.', 1],
  ['.5', 0.5],
  ['+12', 12],
  ['2018-08-31', '2018-08-31'],
  ['2001-12-14t21:59:43.10-05:00', '2001-12-14t21:59:43.10-05:00'],
  ['"yes"', 'yes'],
  ["'1'", '1'],
  ['!!str 1', '1'],
  ['!!int "3"', 3],
  ['!!float 3', 3],
  ['!!bool yes', true],
  ['! yes', true],
  ['!', ''],
];

describe('reading text', () => {
  for (const [text, value] of scalars) {
    it(`${JSON.stringify(text)} is ${JSON.stringify(value)}`, () => {
      assert.deepEqual(read(`a: ${text}\n`), { a: value });
    });
  }

  it('anchors, aliases and merge keys work; own keys win, then earlier merged maps', () => {
    assert.deepEqual(read('a: &a {x: 1, y: 2}\nb: {<<: *a, x: 3}\nc: {<<: [{y: 9}, *a]}\n'), {
      a: { x: 1, y: 2 },
      b: { x: 3, y: 2 },
      c: { x: 1, y: 9 },
    });
  });

  it('a block of text ends without a line break where the document does', () => {
    for (const [text, value] of [
      ['a: |\n  x', 'x'],
      ['a: |\n  x\n', 'x\n'],
      ['a: |+\n  x\n\n  y', 'x\n\ny'],
      ['a: >\n  x\n  y', 'x y'],
      ['a: |-\n  x', 'x'],
      ['a: |\n  x\n ', 'x\n'],
      ['a: |\n  x\n# end', 'x\n'],
      ['a: |\n  x\n...', 'x\n'],
      ['a: |\n  x\n  # none', 'x\n# none'],
    ] as const)
      assert.deepEqual(read(text), { a: value }, JSON.stringify(text));
    assert.deepEqual(read('? |\n  x'), { x: null });
    assert.throws(() => read('a: !!binary |\n  aGk='), /The YAML tag/);
    assert.deepEqual(read('a: |\n  x\nb:\n  - c\n  - d: >\n      y'), { a: 'x\n', b: ['c', { d: 'y' }] });
  });

  it('text that begins with { may be JSON or a YAML flow map', () => {
    assert.deepEqual(read('{"a": "\\u0041", "b": 1e3}'), { a: 'A', b: 1000 });
    assert.deepEqual(read('{a: yes}'), { a: true });
  });

  it('what stands between brackets or quotes may begin anywhere, and what follows has its indentation again', () => {
    assert.deepEqual(read('a:\n  b: [{\n  c: 1,\nd: x\ny}\n]\n  e: 2\nf: 3\n'), {
      a: { b: [{ c: 1, d: 'x y' }], e: 2 },
      f: 3,
    });
    assert.deepEqual(read('a:\n    - "x\ny\n\n z"\n    - \'q\nr\'\nb: {c: "d\ne", f: [\n]}\n'), {
      a: ['x y\nz', 'q r'],
      b: { c: 'd e', f: [] },
    });
    assert.throws(() => read('a: [1,\n---\n2]\n'), /single document/);
    assert.throws(() => read('a:\n  b: [1\n  c: 2\n'), /cannot be read/);
    assert.throws(() => read('a: plain\nnot indented\n'), /cannot be read/);
  });

  const refused: readonly (readonly [text: string, message: RegExp, line: number])[] = [
    ['a: 1\nb: *x\n', /alias "\*x" has no anchor|Unresolved alias/, 2],
    ['a: 1\na: 2\n', /The key "a" is repeated/, 2],
    ['a: !foo 1\n', /tag "!foo" is not known/, 1],
    ['a: !!int x\n', /does not fit its tag/, 1],
    ['a: 1\n--- \nb: 2\n', /single document/, 2],
    ['a: &a [*a]\n', /no anchor before it|Unresolved alias/, 1],
    ['a:\n  - b\n c: d\n', /cannot be read/, 3],
  ];
  for (const [text, message, line] of refused) {
    it(`${JSON.stringify(text)} is refused at line ${String(line)}`, () => {
      assert.throws(
        () => read(text),
        (error: { message: string; faults: { line: number }[] }) => {
          assert.match(error.message, message);
          assert.equal(error.faults[0]?.line, line);
          return true;
        },
      );
    });
  }
});
