import assert from 'node:assert/strict';
import type { GoalResource } from '../../lib/hot/values.js';
import { parseGoal } from '../../services/engine/app/parse-goal.js';
import { NO_MODES } from '../../services/engine/core/goal.js';

describe('a goal that is read', () => {
  it('has the very same resources as the one before where nothing about them changed', async () => {
    const first = await read([resource('a', 'one'), resource('b', 'one')]);
    const second = await read([resource('a', 'one'), resource('b', 'two'), resource('c', 'one')], first);
    assert.equal(second[0], first[0]);
    assert.notEqual(second[1], first[1]);
    assert.deepEqual(second, [resource('a', 'one'), resource('b', 'two'), resource('c', 'one')]);
  });

  it('knows them again whatever their properties are called and hold', async () => {
    const strange = {
      ...resource('"quoted"\u2028', '\ud800'),
      properties: JSON.parse('{"10":{"lit":-0.5},"2":{"lit":1e300},"__proto__":{"lit":null}}') as GoalResource['properties'],
    }; // prettier-ignore
    const [first] = await read([strange]);
    const [second] = await read([strange], first ? [first] : []);
    assert.ok(first);
    assert.equal(second, first);
    assert.deepEqual(Object.keys(first.properties), ['2', '10', '__proto__']);
  });

  it('has in memory once what many resources say, but never a secret', async () => {
    const [a, b] = await read([resource('a', 'one'), resource('b', 'one')]);
    assert.ok(a && b);
    assert.equal(a.properties['value'], b.properties['value']);
    assert.equal(a.metadata, b.metadata);
    assert.notEqual(a.properties['password'], b.properties['password']);
    assert.notEqual(a.properties['list'], b.properties['list']);
    assert.deepEqual(a, resource('a', 'one'));
  });
});

async function read(
  resources: readonly GoalResource[],
  known: readonly GoalResource[] = [],
): Promise<readonly GoalResource[]> {
  const goalText = resources.map((one) => JSON.stringify(one)).join('\n');
  const revision = {
    number: 1, since: 1, written: 'CREATE', asked: 1, action: 'CREATE', modes: NO_MODES, goalText,
  } as const; // prettier-ignore
  return (await parseGoal(revision, known, () => Promise.resolve())).resources;
}

function resource(name: string, value: string): GoalResource {
  return {
    name,
    type: 'Test::Thing',
    properties: {
      value: { lit: value },
      password: { lit: value, secret: true },
      list: { lit: [value] },
    },
    requires: [],
    metadata: { lit: {} },
    description: '',
  };
}
