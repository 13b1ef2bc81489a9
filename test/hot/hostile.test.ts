import assert from 'node:assert/strict';
import fc from 'fast-check';
import { IsothermError } from '../../lib/errors.js';
import { defaultLimits, heatLimits } from '../../lib/hot/compile.js';
import type { Json } from '../../lib/json.js';
import { compile, refusal, valueTemplate } from './compile-text.js';

const version = 'heat_template_version: 2018-08-31\n';

describe('hostile templates', () => {
  it('a bomb of aliases is too large, quickly', () => {
    const levels = Array.from(
      { length: 20 },
      (_, level) =>
        `  k${String(level + 1)}: &a${String(level + 1)} [${Array(10)
          .fill(`*a${String(level)}`)
          .join(', ')}]`,
    );
    const text = `${version}resources:\n  k0: &a0 [1, 1, 1]\n${levels.join('\n')}\n`;
    assert.equal(refusal(text).code, 'template.too-large');
  });

  it('aliases that lead from one to the next are looked up once, not for each fault', () => {
    const chain = Array.from(
      { length: 3_000 },
      (_, n) => `  o${String(n)}: {value: &a${String(n)} ${n === 0 ? '[1]' : `[*a${String(n - 1)}]`}}`,
    );
    const { faults } = refusal(`${version}outputs:\n${chain.join('\n')}\n`);
    assert.equal(faults.length, 100);
    // Behind the alias stands what it leads to, from one line to the line before.
    assert.deepEqual([faults[0]?.line, faults[99]?.line], [4, 103]);
  });

  it('maps that are merged again and again are too large, quickly', () => {
    const chain = Array.from(
      { length: 20_000 },
      (_, n) =>
        `  o${String(n)}: &a${String(n)} {k${String(n)}: 1${n === 0 ? '' : `, <<: *a${String(n - 1)}`}}`,
    );
    assert.equal(refusal(`${version}outputs:\n${chain.join('\n')}\n`).code, 'template.too-large');
    const nothing = Array(20_000).fill('{}').join(', ');
    const merging = Array(1_000).fill('  - {<<: *l}').join('\n');
    assert.equal(refusal(`${version}l: &l [${nothing}]\nx:\n${merging}\n`).code, 'template.too-large');
    const many = Array(2_500).fill('*a').join(', ');
    const keys = Array.from({ length: 1_000 }, (_, n) => `k${String(n)}: 1`).join(', ');
    assert.equal(refusal(`${version}x: &a {${keys}}\ny: {<<: [${many}]}\n`).code, 'template.too-large');
  });

  const deep: readonly (readonly [name: string, text: string])[] = [
    ['lists', `${version}description: ${'['.repeat(100_000)}`],
    ['maps', `${version}description: ${'{a: '.repeat(100_000)}`],
    ['items', `${version}description:\n  ${'- '.repeat(100_000)}`],
    ['keys', `${'? '.repeat(100_000)}`],
    ['JSON', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['JSON lists', `{"a": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
  ];
  for (const [name, text] of deep) {
    it(`nested ${name} are refused`, () => {
      assert.match(refusal(text).message, /levels deep|too deep/);
    });
  }

  it('a parsed object that contains itself is refused', () => {
    const loop: { [key: string]: Json } = {};
    loop['again'] = loop;
    assert.match(refusal({ heat_template_version: 'rocky', resources: loop }).message, /levels deep/);
  });

  it('names of Object.prototype are plain names', () => {
    const { resources } = compile(
      `${version}resources:\n  constructor: {type: T, properties: {toString: {get_resource: valueOf}}}\n  valueOf: {type: T}\n`,
    );
    assert.deepEqual(resources[0]?.requires, ['valueOf']);
    assert.match(refusal(valueTemplate('{get_param: constructor}')).message, /was not provided/);
    assert.match(refusal(valueTemplate('{get_file: toString}')).message, /No content found/);
    assert.match(refusal('heat_template_version: constructor').message, /version is invalid/);
  });

  it('__proto__ is refused and pollutes nothing', () => {
    for (const text of [
      `${version}resources: {__proto__: {polluted: 1}}`,
      '{"heat_template_version": "rocky", "resources": {"__proto__": {"polluted": 1}}}',
      `${version}x: &x {__proto__: {polluted: 1}}\nresources: {<<: *x}`,
    ]) {
      assert.match(refusal(text).message, /"__proto__" is not allowed/);
    }
    assert.match(
      refusal(valueTemplate('1'), { parameters: { map: JSON.parse('{"__proto__": {}}') as Json } }).message,
      /__proto__/,
    );
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });

  it('what cannot be stored is refused: NUL, half surrogates, infinite and inexact numbers', () => {
    for (const value of ['"a\\0b"', '"\\ud800"', '.inf', '.nan', '12345678901234567890', '1.0e+400']) {
      assert.match(refusal(valueTemplate(value)).message, /NUL|surrogate|none that JSON|kept exactly/, value);
    }
    assert.match(
      refusal('{"heat_template_version": "rocky", "description": 1e999}').message,
      /none that JSON/,
    );
    assert.match(refusal(valueTemplate('{get_file: f}'), { files: { f: 'a\0' } }).message, /is not text/);
    assert.match(refusal(valueTemplate('1'), { parameters: { name: 'a\0' } }).message, /NUL/);
  });

  it('a json parameter given as text is held to the same rules', () => {
    for (const text of [
      '{"a": "\\u0000"}',
      '{"__proto__": {}}',
      '['.repeat(500) + ']'.repeat(500),
      '[1e999]',
    ]) {
      const { message } = refusal(valueTemplate('1'), { parameters: { map: text } });
      assert.match(message, /NUL|__proto__|levels deep|none that JSON/, text.slice(0, 20));
    }
  });

  it('functions cannot build more than the limit', () => {
    const big = 'x'.repeat(1_000_000);
    const join = `{list_join: ["", [${Array(20).fill('{get_param: name}').join(', ')}]]}`;
    assert.match(
      refusal(valueTemplate(join), { parameters: { name: big } }).message,
      /more than 8388608 characters/,
    );
    const replace = '{str_replace: {template: {get_param: name}, params: {x: 0123456789}}}';
    assert.match(
      refusal(valueTemplate(replace), { parameters: { name: big } }).message,
      /more than 8388608 characters/,
    );
  });

  it('one text is looked into by many paths, and replaced by many keys, without going through it for each anew', () => {
    const text = 'x'.repeat(1_000_000);
    const paths = Array.from({ length: 500 }, () => '{get_param: [name, -1]}').join(', ');
    const [a] = compile(valueTemplate(`[${paths}]`), { parameters: { name: text } }).resources;
    assert.deepEqual(a?.properties['v'], { lit: Array(500).fill('x') });
    const characters = ['😀', ...'xy', '😀😀', 'z'].join('');
    const indexes = [0, 1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6, -7];
    const each = indexes.map((index) => `{get_param: [name, ${String(index)}]}`).join(', ');
    const [b] = compile(valueTemplate(`[${each}]`), { parameters: { name: characters } }).resources;
    const expected = indexes.map((index) => [...characters].at(index) ?? '');
    assert.deepEqual(b?.properties['v'], { lit: expected });

    const keys = Array.from({ length: 8_000 }, (_, n) => `$${String(n)}`);
    const replace = { str_replace: { template: keys.join(' '), params: Object.fromEntries(keys.map((key) => [key, key.slice(1)])) } }; // prettier-ignore
    const { outputs } = compile({ heat_template_version: 'rocky', outputs: { o: { value: replace } } });
    assert.deepEqual(outputs[0]?.value, { lit: keys.map((key) => key.slice(1)).join(' ') });
  });

  it('sizes are bounded, by Heat’s figures in its profile', () => {
    const many = `${version}resources:\n${Array.from({ length: 1_001 }, (_, n) => `  r${String(n)}: {type: T}`).join('\n')}\n`;
    assert.equal(compile(many).resources.length, 1_001);
    assert.equal(refusal(many, { limits: heatLimits }).code, 'template.too-large');
    assert.equal(
      refusal(`${version}#${'x'.repeat(524_288)}`, { limits: heatLimits }).code,
      'template.too-large',
    );
    assert.equal(
      refusal(version, { limits: { ...defaultLimits, textBytes: 10 } }).code,
      'template.too-large',
    );
    assert.match(
      refusal(valueTemplate('1'), { limits: { ...defaultLimits, parameters: 3 } }).message,
      /4 parameters/,
    );
    const outputs = `${version}outputs: {a: {value: 1}, b: {value: 2}}`;
    assert.match(refusal(outputs, { limits: { ...defaultLimits, outputs: 1 } }).message, /2 outputs/);
  });

  it('any text is either compiled or refused with reasons', () => {
    const words = fc.constantFrom('a', ':', ' ', '\n', '- ', '{', '}', '[', ']', ',', '"', "'", '&a ', '*a', '!!str ', '? ', '|\n', '>\n', '#', '<<: ', 'get_param', 'resources', '  ', '\t', '%', '@', '\u0000', '0x', version, 'type: T\n'); // prettier-ignore
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), fc.boolean(), (parts, headed) => {
        const text = (headed ? version : '') + parts.join('');
        try {
          compile(text);
        } catch (error) {
          assert(
            error instanceof IsothermError,
            `${JSON.stringify(text)}: ${String((error as Error).stack)}`,
          );
          assert(error.faults.length > 0 || error.code === 'template.too-large');
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
