import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../lib/json.js';
import { compileYaql, YaqlFault } from '../../lib/yaql/compile-yaql.js';
import { definitions } from '../../lib/yaql/library/standard-library.js';
import { heatYaqlLimits } from '../../lib/yaql/limits.js';
import { differences } from './differences.js';

/** What yaql itself said: `record.py` writes it. */
interface Vector {
  readonly expression: string;
  readonly data?: Json;
  readonly result?: Json;
  /** With sets in it, whose order is not the same in two runs of Python. */
  readonly unordered?: Json;
  readonly notJson?: true;
  readonly fault?: { readonly kind: string; readonly text: string };
}

type Answer = { readonly result: Json } | { readonly fault: YaqlFault };

const folder = new URL('../../../test/yaql/vectors/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const sources = { now: () => 1_600_000_000_000, random: () => 0.5 };
/** Classes that Python names in another way. */
const kinds = new Map([
  ['error', 'RegexError'],
  ['ParserError', 'ValueError'],
]);

function answer({ expression, data = null }: Vector): Answer {
  try {
    return { result: compileYaql(expression).evaluate({ data }, heatYaqlLimits, sources) };
  } catch (error) {
    if (error instanceof YaqlFault) return { fault: error };
    throw error;
  }
}

function isRight(vector: Vector, got: Answer): boolean {
  if ('result' in vector) return 'result' in got && isDeepStrictEqual(got.result, vector.result);
  if ('unordered' in vector) {
    return 'result' in got && isDeepStrictEqual(sorted(got.result), sorted(vector.unordered ?? null));
  }
  if (!('fault' in got)) return false;
  if (vector.notJson) return got.fault.kind === 'NotJson';
  const { kind = '', text } = vector.fault ?? {};
  return got.fault.kind === (kinds.get(kind) ?? kind) && got.fault.message === text;
}

function sorted(value: Json): Json {
  if (!Array.isArray(value)) return value;
  return (value as readonly Json[])
    .map(sorted)
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

/** How a call of a function looks, or a part of it. */
function writtenAs(name: string): string {
  const operator = /^#(?:unary_)?operator_(.+)$/.exec(name)?.[1];
  if (operator !== undefined) return operator;
  const property = /^#property#(.+)$/.exec(name)?.[1];
  if (property !== undefined) return `.${property}`;
  return symbols[name] ?? `${name}(`;
}

const symbols: Readonly<Record<string, string>> = {
  '#get_context_data': '$',
  '#list': '[',
  '#map': '{',
  '#indexer': '[',
  '*equal': '=',
  '*not_equal': '!=',
};

describe('yaql does as yaql 2.0 does', () => {
  const seen = new Set<string>();

  for (const file of files) {
    const { data, cases } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as {
      readonly data: Json;
      readonly cases: readonly Vector[];
    };

    it(`${file}: ${cases.length} expressions`, () => {
      const wrong: unknown[] = [];
      for (const vector of cases) {
        seen.add(vector.expression);
        const got = answer({ data, ...vector });
        if (isRight(vector, got) === differences.has(vector.expression)) wrong.push({ ...vector, got });
      }
      assert.deepEqual(wrong, []);
    });
  }

  it('every function and operator has been asked for', () => {
    const all = [...seen].join('\n');
    const missing = definitions.filter(({ name }) => !all.includes(writtenAs(name))).map(({ name }) => name);
    assert.deepEqual(missing, []);
  });

  it('every difference is that of a vector', () => {
    assert.deepEqual(
      [...differences.keys()].filter((expression) => !seen.has(expression)),
      [],
    );
  });
});
