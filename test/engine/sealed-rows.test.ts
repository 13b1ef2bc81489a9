import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { instanceRow, type Seal } from '../../services/engine/app/instance-rows.js';
import type { Instance } from '../../services/engine/core/instance.js';
import { ready, Story } from '../core/story.js';
import { SERVER, VAULT, resource, testRules } from '../core/types.js';

const seal: Seal = { seal: (text) => `<${Buffer.from(text).toString('base64')}>`, open: (text) => text };
const SECRET = 'correct horse';

describe('rows that hold secrets are sealed (R15)', () => {
  const made = (secret: boolean): readonly [Story, Instance] => {
    const stack = new Story({
      ...testRules,
      digest: (text) => createHash('sha256').update(text).digest('hex'),
    });
    const goal = resource('a', SERVER);
    const on = secret ? { lit: SECRET, secret: true as const } : { lit: SECRET };
    stack.put([{ ...goal, properties: { on } }]);
    stack.succeeds('a', 'a-1', ready({ on: SECRET }, SECRET));
    return [stack, stack.only('a')];
  };

  it('what was applied and what was seen of it, once a property is secret', () => {
    const [stack, instance] = made(true);
    const { applied, seen } = instanceRow(stack.snapshot, instance, seal);
    assert.ok(applied?.startsWith('<') && seen.startsWith('<'));
    assert.equal(JSON.stringify(instanceRow(stack.snapshot, instance, seal)).includes(SECRET), false);
  });

  it('what was seen, once an attribute is secret', () => {
    const stack = new Story();
    stack.put([resource('a', VAULT)]);
    stack.succeeds('a', 'a-1', { ...ready(), attributes: { token: SECRET } });
    assert.ok(instanceRow(stack.snapshot, stack.only('a'), seal).seen.startsWith('<'));
  });

  it('what is no secret is not', () => {
    const [stack, instance] = made(false);
    const { applied, seen } = instanceRow(stack.snapshot, instance, seal);
    assert.ok(applied?.includes(SECRET) && seen.includes(SECRET));
  });

  it('what a handler saves, always: it may be a secret that it has just made', () => {
    const [stack, instance] = made(false);
    instance.checkpoint = '"half made"';
    assert.equal(instanceRow(stack.snapshot, instance, seal).state.includes('half made'), false);
  });
});
