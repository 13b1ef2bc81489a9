import assert from 'node:assert/strict';
import { compileYaql, YaqlFault } from '../../lib/yaql/compile-yaql.js';

function faultOf(text: string): YaqlFault {
  try {
    compileYaql(text);
  } catch (error) {
    if (error instanceof YaqlFault) return error;
    throw error;
  }
  return assert.fail(`${text} is an expression`);
}

describe('a yaql expression that is none', () => {
  const places: readonly (readonly [text: string, position: number | undefined])[] = [
    ['1 +', undefined],
    ['', undefined],
    ['f(1,)', 4],
    ['1 ? 2', 2],
    ["'\u{1f600}' ?", 4],
    ['a b', 2],
    ["1 + 'abc", 4],
    [' "\\xzz"', 1],
    ["'\\N{BULLET}'", 0],
  ];
  for (const [text, position] of places) {
    it(`is at fault where it is: ${JSON.stringify(text)}`, () =>
      assert.equal(faultOf(text).position, position));
  }

  it('is shown in part when it is long', () => {
    const { message } = faultOf(`${'1 + '.repeat(5_000)}+ +`);
    assert.match(message, /^Parse error: unexpected end of statement$/);
    const shown = faultOf(`1 1${' + 1'.repeat(5_000)}`).message;
    assert.match(shown, /^Parse error: unexpected '1' at position 2 of expression '1 1 \+/);
    assert.ok(shown.length < 2_100);
  });

  it('is refused when it is too long, or nested too deep', () => {
    assert.equal(faultOf('1'.padEnd(70_000)).kind, 'TooMuchWork');
    assert.equal(faultOf('('.repeat(300)).kind, 'RecursionError');
    assert.equal(faultOf(`${'['.repeat(30_000)}`).kind, 'RecursionError');
  });
});
