import assert from 'node:assert/strict';
import { principalOf } from '../../../services/engine/edge/identity/principal.js';

describe('a principal', () => {
  it('has a name only if that can be kept', () => {
    const named = (name: string) => principalOf('user 7', name, new Map()).name;
    assert.equal(named('Zoë'), 'Zoë');
    assert.equal(named('a\0b'), null);
    assert.equal(named('a\ud800b'), null);
  });
});
