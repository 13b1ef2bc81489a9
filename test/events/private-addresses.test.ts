import assert from 'node:assert/strict';
import { isPrivateAddress } from '../../services/engine/edge/outbound/private-addresses.js';

describe('private addresses', () => {
  it('are those of this machine, of networks of one’s own, and of neither', () => {
    for (const address of [
      '127.0.0.1',
      '10.1.2.3',
      '172.31.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
      '224.0.0.1',
      '::1',
      '::',
      'fd00::1',
      'fe80::1',
      '::ffff:127.0.0.1',
      '::ffff:a00:1',
      '64:ff9b::7f00:1',
      '::127.0.0.1',
      '::ffff:0:127.0.0.1',
      '2001:0:7f00:1::',
      '192.88.99.1',
      'somewhere',
      '',
    ])
      // prettier-ignore
      assert.ok(isPrivateAddress(address), address);
    for (const address of [
      '1.1.1.1',
      '172.32.0.1',
      '2606:4700::1111',
      '2001:4860:4860::8888',
      '::ffff:1.1.1.1',
    ])
      assert.ok(!isPrivateAddress(address), address);
  });
});
