import assert from 'node:assert/strict';
import fc from 'fast-check';
import { evaluate } from '../../lib/hot/evaluate.js';
import type { Expression, Referred } from '../../lib/hot/values.js';
import type { Json } from '../../lib/json.js';
import { compile } from './compile-text.js';

/** Keys that are no function's name, and values that can be stored. */
const literal = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '')),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((each) => !Number.isInteger(each) || Number.isSafeInteger(each)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.constantFrom('a', 'constructor', 'toString', '0', 'hasOwnProperty', 'k é'), tie('value')),
  ),
})).value; // prettier-ignore

function compileProperty(value: Json): Expression {
  const template = {
    heat_template_version: '2018-08-31',
    resources: { a: { type: 'T', properties: { v: value } }, b: { type: 'T' } },
  };
  return compile(template).resources[0]?.properties['v'] ?? assert.fail();
}

function compileJsonText(value: Json): Expression {
  const template = {
    heat_template_version: '2018-08-31',
    resources: { a: { type: 'T', properties: { v: value } } },
  };
  return compile(JSON.stringify(template)).resources[0]?.properties['v'] ?? assert.fail();
}

/** The attributes of `b` hold what a folded expression would hold itself. */
function scopeWith(attributes: { readonly [name: string]: Json }) {
  const b: Referred = {
    reference: 'id',
    referenceIsSecret: false,
    attributes,
    isSecret: () => false,
    isVolatile: () => false,
  };
  return () => b;
}

describe('compiling and evaluating', () => {
  it('any literal comes back as it was, from an object and from text', () => {
    fc.assert(
      fc.property(literal, (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as Json;
        assert.deepEqual(
          evaluate(compileProperty(plain), () => undefined),
          { known: true, value: plain, secret: false, volatile: false },
        );
        assert.deepEqual(compileJsonText(plain), { lit: plain });
      }),
    );
  });

  it('a literal is handed on without being copied', () => {
    const value = { list: [{ deep: ['x'] }] };
    const expression = compileProperty(value);
    const resolved = evaluate(expression, () => undefined);
    assert(resolved.known);
    assert.equal(resolved.value, value);
  });

  const text = fc.string({ minLength: 1, maxLength: 4, unit: fc.constantFrom('a', 'b', 'c', '$', 'é') });
  const item = fc.oneof(
    text,
    fc.constant(null),
    fc.dictionary(text, fc.integer(), { maxKeys: 2 }),
    fc.array(text, { maxLength: 2 }),
  );

  it('list_join and str_replace give the same folded as deferred', () => {
    const cases = fc.oneof(
      fc.record({
        name: fc.constant('list_join'),
        args: fc.tuple(text, fc.array(item, { maxLength: 4 }), fc.array(item, { maxLength: 2 })),
      }),
      fc.record({
        name: fc.constant('str_replace'),
        args: fc.record({
          template: fc.string({ unit: fc.constantFrom('a', 'b', 'c', '$') }),
          params: fc.dictionary(text, item, { maxKeys: 4 }),
        }),
      }),
    );
    fc.assert(
      fc.property(cases, ({ name, args }) => {
        const folded = compileProperty({ [name]: args as Json });
        assert('lit' in folded);
        const attributes: { [key: string]: Json } = {};
        const defer = (key: string, value: Json): Json => {
          attributes[key] = value;
          return { get_attr: ['b', key] };
        };
        const deferredArgs: Json = Array.isArray(args)
          ? (args as Json[]).map((each, index) => (index === 0 ? each : defer(`l${String(index)}`, each)))
          : {
              template: (args as { template: string }).template,
              params: defer('params', (args as { params: Json }).params),
            };
        const deferred = compileProperty({ [name]: deferredArgs });
        assert('call' in deferred);
        const resolved = evaluate(deferred, scopeWith(attributes));
        assert.deepEqual(resolved, { known: true, value: folded.lit, secret: false, volatile: false });
      }),
    );
  });

  it('a compiled template survives being stored as JSON', () => {
    const expression = compileProperty({ list_join: ['-', [{ get_attr: ['b', 'x', 0] }, 'y']] });
    const stored = JSON.parse(JSON.stringify(expression)) as Expression;
    const scope = scopeWith({ x: ['z'] });
    assert.deepEqual(evaluate(stored, scope), evaluate(expression, scope));
    assert.equal((evaluate(stored, scope) as { value: Json }).value, 'z-y');
  });
});
