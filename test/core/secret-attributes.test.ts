import assert from 'node:assert/strict';
import { isSecretAttribute } from '../../services/engine/core/secret-attributes.js';
import { Story } from './story.js';
import { SERVER, resource } from './types.js';

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
