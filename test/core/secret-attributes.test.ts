import assert from 'node:assert/strict';
import { isSecretAttribute } from '../../services/engine/core/secret-attributes.js';
import type { Expression } from '../../lib/hot/values.js';
import { Story, ready } from './story.js';
import { SERVER, VALUE, VAULT, attr, resource } from './types.js';

describe('an attribute', () => {
  it('that tells a secret its instance was given is secret, others are not (R15)', () => {
    const stack = new Story();
    stack.put([resource('a', SERVER)]);
    stack.succeeds('a');
    const [instance] = stack.instances('a');
    assert.ok(instance);
    instance.applied = { ...instance.applied, text: '{"env":{"PASSWORD":"hun\\"ter2"}}', secrets: ['env'] };
    instance.attributes = { stdout: 'it is hun"ter2\n', path: '/tmp/a', code: 0 };
    const secret = (name: string) => isSecretAttribute(stack.snapshot, instance, name);
    assert.deepEqual(
      [secret('stdout'), secret('path'), secret('code'), secret('none')],
      [true, false, false, false],
    );
    instance.applied = { ...instance.applied, secrets: [] };
    assert.equal(secret('stdout'), false);
  });
});

describe('what is made of a secret is secret (R15)', () => {
  const made = (...goal: Parameters<Story['put']>[0]): Story => {
    const stack = new Story();
    stack.put(goal);
    for (let job = stack.jobs[0]; job; job = stack.jobs[0]) {
      const attributes = { token: 'a-token', address: 'here', text: 'the-password-of-it', short: 'abc' };
      const observation = { ...ready(), attributes };
      stack.report(job, { outcome: 'succeeded', physicalId: `${job.name}-1`, observation });
    }
    return stack;
  };
  const secrets = (stack: Story, name: string) =>
    Object.keys(stack.only(name).attributes).filter((attribute) =>
      isSecretAttribute(stack.snapshot, stack.only(name), attribute),
    );

  it('a property by its schema; an attribute by its schema, or since it tells the property', () => {
    const stack = made(resource('a', VAULT, { password: 'password', on: 'here' }));
    assert.deepEqual(stack.only('a').applied.secrets, ['password']);
    assert.deepEqual(secrets(stack, 'a'), ['token', 'text']);
  });

  it('a property that was worked out from a secret; all of a value that the engine makes of it', () => {
    const stack = made(
      resource('a', VAULT),
      resource('b', VALUE, { on: attr('a', 'token') }),
      resource('c', VALUE, { on: attr('a', 'address') }),
      resource('d', SERVER, { on: attr('b', 'address'), size: attr('c', 'address') }),
    );
    assert.deepEqual(stack.only('b').applied.secrets, ['on']);
    assert.deepEqual(secrets(stack, 'b'), ['token', 'address', 'text', 'short']);
    assert.deepEqual(secrets(stack, 'c'), []);
    assert.deepEqual(stack.only('d').applied.secrets, ['on']);
  });

  it('what tells a part of which the property was put together; but for what is too short to hide', () => {
    const joined = {
      call: 'list_join',
      args: [{ lit: '' }, { list: [{ lit: 'Bearer ' }, attr('a', 'token')] }],
    } as unknown as Expression;
    const stack = made(resource('a', VAULT, { password: 'abc' }), {
      ...resource('b', SERVER, {}, ['a']),
      properties: { on: joined },
    });
    assert.equal(stack.only('b').applied.text, '{"on":"Bearer a-token"}');
    assert.deepEqual(secrets(stack, 'b'), ['token']);
    assert.deepEqual(secrets(stack, 'a'), ['token'], 'abc is found everywhere');
  });
});
