import assert from 'node:assert/strict';
import { findCycles } from '../../lib/hot/cycle.js';
import { compile, refusal } from './compile-text.js';

function chain(length: number, last: string): string {
  const resources = Array.from({ length }, (_, n) => {
    const needs = n + 1 < length ? `r${String(n + 1)}` : last;
    return `  r${String(n)}: {type: T, depends_on: [${needs}]}`;
  });
  return `heat_template_version: 2018-08-31\nresources:\n${resources.join('\n')}\n`;
}

describe('cycles', () => {
  it('are shown as the path that closes them', () => {
    const graph = new Map([['a', ['b']], ['b', ['c', 'd']], ['c', []], ['d', ['e']], ['e', ['b']]]); // prettier-ignore
    assert.deepEqual(findCycles(graph), [['b', 'd', 'e', 'b']]);
    graph.set('e', ['c']);
    assert.deepEqual(findCycles(graph), []);
  });

  it('are all found, where they have nothing in common', () => {
    const graph = new Map([['a', ['a']], ['b', ['c']], ['c', ['b', 'd']], ['d', ['e']], ['e', ['f', 'd']], ['f', ['e']]]); // prettier-ignore
    assert.deepEqual(findCycles(graph), [
      ['a', 'a'],
      ['b', 'c', 'b'],
      ['e', 'f', 'e'],
    ]);
  });

  it('through references of every kind are found', () => {
    const text =
      'heat_template_version: rocky\nresources:\n  a: {type: T, properties: {v: {get_attr: [b, x]}}}\n  b: {type: T, metadata: {m: {get_resource: c}}}\n  c: {type: T, depends_on: a}\n';
    assert.match(refusal(text).message, /Circular Dependency Found: a -> b -> c -> a\./);
  });

  it('chains of 10,000 compile; closed, they are refused', () => {
    assert.equal(compile(chain(10_000, '')).resources.length, 10_000);
    assert.match(
      refusal(chain(10_000, 'r0')).message,
      /Circular Dependency Found: r0 -> r1 -> .* more .* -> r0/,
    );
  }).timeout(20_000);
});
