import assert from 'node:assert/strict';
import type { Json } from '../../lib/json.js';
import { compileYaql, YaqlFault, type YaqlLimits } from '../../lib/yaql/compile-yaql.js';
import { heatYaqlLimits } from '../../lib/yaql/limits.js';

function outcome(expression: string, data: Json = {}): string {
  try {
    return JSON.stringify(compileYaql(expression).evaluate({ data }));
  } catch (error) {
    if (error instanceof YaqlFault) return error.kind;
    throw error;
  }
}

const work = 'TooMuchWork';
const deep = 'RecursionError';
const memory = 'MemoryQuotaExceededException';

const cases: readonly (readonly [expression: string, outcome: string])[] = [
  // Sequences that do not end, or are read too often.
  ['range(0, 1000000000000).len()', work],
  ['sequence().len()', work],
  ['1.repeat().len()', work],
  ['[1].cycle().len()', work],
  ['generate(0, true, $).len()', work],
  ['range(200).select(range(200).select(range(200)))', work],
  ['range(200).toList().orderBy(range(200).sum())', work],
  ['generateMany(0, [$ + 1, $ + 2]).len()', memory],
  // Values that are small in memory and without end when they are gone through.
  ['range(200).aggregate([$1, $1], 1)', work],
  ['str(range(200).aggregate([$1, $1], 1))', memory],
  ['range(200).aggregate([$1, $1], 1) = range(200).aggregate([$1, $1], 1)', work],
  ['set(range(200).aggregate([$1, $1], 1))', work],
  ['range(200).aggregate(range(200).aggregate([$1], $1), 1)', deep],
  ['let(x => "a" * 9000) -> range(200).select(range(200).select($x))', work],
  // Long text and long numbers.
  ['"a" * 1000000000000', memory],
  ['[1] * 1000000000000', work],
  ['("a" * 9000).replace("a", "a" * 9000)', memory],
  ['("ab" * 4000).split(a).select("ab" * 4000).join(x)', memory],
  ['"{0:>1000000000}".format(1)', memory],
  ['"{0:.9999f}".format(0.1)', memory],
  ['("{0}" * 3000).format("a" * 9000)', memory],
  ['pow(10, 10000000000)', memory],
  ['shiftBitsLeft(1, 1000000000000)', memory],
  ['pow(2, 74000) * pow(2, 70000)', memory],
  ['pow(7, pow(2, 70000), pow(2, 70000) - 1)', work],
  ['range(200).select(range(200).select(str(pow(10, 4000)))).select($.len()).sum()', work],
  // Regular expressions that go back for ever.
  ['("a" * 9000).matches("(a+)+b")', work],
  ['("a" * 9000).matches("(a|a)*b")', work],
  ['("a" * 9000).matches("(.*)(.*)(.*)(.*)(.*)b")', work],
  ['regex("(a*)*b").search("a" * 9000)', work],
  ['regex("(?:a?){5000}a{5000}").matches("a" * 5000)', work],
  ['regex("(?:){4000000000}").matches("")', work],
  ['regex("(?=(a+))*b").search("a" * 9000)', work],
  // Nesting.
  ['def(f, f($)) -> f(1)', deep],
  [`1${'+1'.repeat(20_000)}`, deep],
  [`$${'.a'.repeat(20_000)}`, deep],
  [`[1]${'.select($)'.repeat(5_000)}`, deep],
  [`${'('.repeat(5_000)}1${')'.repeat(5_000)}`, deep],
  [`${'-'.repeat(60_000)}1`, deep],
  [`${'f('.repeat(20_000)}`, deep],
  [`${'{a => '.repeat(5_000)}`, deep],
  [`regex("${'('.repeat(5_000)}")`, 'RegexError'],
  [`[${','.repeat(60_000)}1]`, memory],
];

describe('a hostile yaql expression', () => {
  for (const [expression, expected] of cases) {
    it(`ends: ${expression.slice(0, 80)}`, () => assert.equal(outcome(expression), expected));
  }

  it('ends without the limits of Heat as well', () => {
    const limits: YaqlLimits = { ...heatYaqlLimits, iterators: -1, memoryQuota: 0 };
    for (const [expression] of cases) {
      try {
        compileYaql(expression).evaluate({}, limits);
      } catch (error) {
        assert(error instanceof YaqlFault, expression);
      }
    }
  });

  it('ends with data that is nested without end', () => {
    let data: Json = 1;
    for (let level = 0; level < 100_000; level++) data = [data];
    assert.equal(outcome('$.data', data), deep);
  });

  it('holds up to the depth that yaql bears', () => {
    assert.equal(outcome(`1${'+1'.repeat(130)}`), '131');
    assert.equal(outcome(`[1]${'.select($)'.repeat(130)}`), '[1]');
    assert.equal(outcome(`${'abs('.repeat(130)}-1${')'.repeat(130)}`), '1');
  });

  it('sees nothing of JavaScript', () => {
    const data = JSON.parse('{"own": {"__proto__": {"polluted": 1}, "constructor": 2}, "list": [1]}') as Json;
    assert.equal(outcome('$.data.own.constructor', data), '2');
    assert.equal(outcome('$.data.own.get("__proto__").polluted', data), '1');
    assert.equal(outcome('$.data.own.get(polluted)', data), 'null');
    assert.equal(outcome('$.data.own', data), '{"__proto__":{"polluted":1},"constructor":2}');
    assert.equal(outcome('{"__proto__" => {polluted => 1}}'), '{"__proto__":{"polluted":1}}');
    assert.equal(outcome('{}.set("__proto__", {polluted => 1}).polluted'), 'KeyError');
    assert.equal(outcome('let("__proto__" => 1) -> $polluted'), 'MappingTranslationException');
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'length']) {
      assert.equal(outcome(`$.data.get("${name}")`, data), 'null', name);
      assert.equal(outcome(`$${name}`), 'null', name);
      const asKey = name === '__proto__' ? 'YaqlLexicalException' : 'NoFunctionRegisteredException';
      assert.equal(outcome(`$.data.list.${name}`, data), asKey, name);
      assert.equal(outcome(`${name}(1)`), 'NoFunctionRegisteredException', name);
      assert.equal(outcome(`'x'.${name}()`), 'NoMethodRegisteredException', name);
      assert.equal(outcome(`call('${name}', [], {})`), 'NoFunctionRegisteredException', name);
    }
    assert.equal(({} as { polluted?: unknown }).polluted, undefined);
  });

  it('has neither clock nor chance', () => {
    assert.equal(outcome('now()'), 'NotSupported');
    assert.equal(outcome('random()'), 'NotSupported');
    assert.equal(outcome('str(localtz())'), '"0:00:00"');
  });

  it('comes to nothing that JSON cannot say', () => {
    const none = [
      'float("nan")',
      'float("inf")',
      'datetime(2020, 1, 1)',
      'regex("a")',
      'let(1)',
      '[1,,2]',
      '9007199254740992',
    ];
    for (const expression of none) assert.equal(outcome(expression), 'NotJson', expression);
    assert.equal(outcome('"{0:c}".format(55357)'), 'NotSupported');
  });
});
