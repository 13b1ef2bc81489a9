import assert from 'node:assert/strict';
import { resolve } from '../../services/engine/core/resolve.js';
import { Story } from './story.js';
import { SERVER, resource } from './types.js';

/** A hundred thousand resources have it all in memory. */
describe('the literal properties of a resource', () => {
  const read = () => {
    const stack = new Story();
    stack.put([resource('a', SERVER, { size: 1 })]);
    stack.succeeds('a');
    const instance = stack.only('a');
    instance.applied = structuredClone(instance.applied);
    instance.resource.literal = null;
    return { snapshot: stack.snapshot, instance };
  };

  it('are those that its thing has, once the stack was read from the store', () => {
    const { snapshot, instance } = read();
    assert.equal(resolve(snapshot, instance.resource), instance.applied);
  });

  it('are others when other ones of them are secret', () => {
    const { snapshot, instance } = read();
    instance.applied = { ...instance.applied, secrets: ['size'] };
    assert.deepEqual(resolve(snapshot, instance.resource)?.secrets, []);
  });
});
