import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json } from '../../lib/json.js';
import { compileYaql, YaqlFault, type YaqlLimits } from '../../lib/yaql/compile-yaql.js';
import { definitions } from '../../lib/yaql/library/standard-library.js';
import { heatYaqlLimits } from '../../lib/yaql/limits.js';

const names = [...new Set(definitions.map(({ name }) => name))].filter((name) => /^[a-z]/i.test(name));
const symbols = [
  '+', '-', '*', '/', ' mod ', '<', '>=', '=', '!=', ' in ', ' and ', ' or ', '.', '?.', '->', ' =~ ', ' !~ ',
]; // prettier-ignore
const literals = [
  'null', 'true', '0', '-1', '2', '1.5', "'a'", "'(a+)+$'", "'{0}'", "'%Y'", "''", '[]', '[1, 2]', '{}', '{a => 1}', '$', '$.data',
  '$.data.list', '$x', 'a', 'set(1, 2)', 'range(3)', "regex('a')", 'timespan(days => 1)', 'datetime(2020, 1, 2)', 'constructor',
  '__proto__', "'__proto__'", '{}.keys()', '[2, 1].orderBy($)', 'let(x => 1)', '99999999999999999999', '1000000',
]; // prettier-ignore
const tokens = [...symbols, ...literals, '(', ')', '[', ']', '{', '}', ',', '=>', 'f(', 'not ', '$y'];

const expression = fc.letrec<{ any: string }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(...literals),
    fc.tuple(tie('any'), fc.constantFrom(...symbols), tie('any')).map((parts) => `(${parts.join('')})`),
    fc
      .tuple(tie('any'), fc.constantFrom(...names), fc.array(tie('any'), { maxLength: 3 }))
      .map(([receiver, name, args]) => `${receiver}.${name}(${args.join(', ')})`),
    fc
      .tuple(fc.constantFrom(...names), fc.array(tie('any'), { maxLength: 3 }))
      .map(([name, args]) => `${name}(${args.join(', ')})`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `{${a} => ${b}}`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `${a}[${b}]`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `let(x => ${a}) -> ${b}`),
  ),
})).any;

const data: Json = { data: { list: [3, 1, 2], text: 'abc', map: { a: null } } };
const small: YaqlLimits = { ...heatYaqlLimits, steps: 20_000, totalBytes: 1_000_000, resultBytes: 100_000 };

/** The result, or what the fault says. @throws whatever is no YaqlFault */
function attempt(text: string, limits: YaqlLimits): string {
  try {
    return `= ${JSON.stringify(compileYaql(text).evaluate(data, limits))}`;
  } catch (error) {
    if (error instanceof YaqlFault) return `${error.kind}: ${error.message}`;
    throw error;
  }
}

describe('any yaql expression', () => {
  it('is read, or is a fault: any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => void attempt(text, small)),
      { numRuns: 3_000 },
    );
  });

  it('is read, or is a fault: any order of tokens', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...tokens), { maxLength: 12 }),
        (parts) => void attempt(parts.join(''), small),
      ),
      { numRuns: 3_000 },
    );
  });

  it('comes to JSON or to a fault, the same each time, and leaves the data alone', () => {
    const before = JSON.stringify(data);
    fc.assert(
      fc.property(expression, (text) => {
        const first = attempt(text, small);
        assert.equal(attempt(text, small), first);
        assert.equal(JSON.stringify(data), before);
      }),
      { numRuns: 4_000 },
    );
  });

  it('keeps within limits that are smaller still', () => {
    const tiny: YaqlLimits = {
      iterators: 3,
      memoryQuota: 200,
      steps: 60,
      totalBytes: 2_000,
      resultBytes: 500,
      depth: 10,
    };
    fc.assert(
      fc.property(expression, (text) => void attempt(text, tiny)),
      { numRuns: 2_000 },
    );
  });

  it('gives back any data as it was', () => {
    const value = fc.jsonValue({ maxDepth: 6 }).filter((each) => !/e\+|\d{16}/.test(JSON.stringify(each)));
    fc.assert(
      fc.property(value, (each) => {
        const plain = JSON.parse(JSON.stringify(each)) as Json;
        assert.deepEqual(compileYaql('$.data').evaluate({ data: plain }), plain);
      }),
    );
  });
});
