import assert from 'node:assert/strict';
import { networkOf } from '../../lib/network-of.js';

describe('the network of an address', () => {
  it('is the address itself, and of IPv6 the 64 bits that its owner cannot choose', () => {
    const cases = [
      ['192.0.2.7', '192.0.2.7'],
      ['::ffff:192.0.2.7', '192.0.2.7'],
      ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
      ['2001:DB8:1:2::ffff', '2001:db8:1:2::/64'],
      ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
      ['2001:db8::2:3:4:5:6', '2001:db8:0:2::/64'],
      ['2001:db8::1', '2001:db8:0:0::/64'],
      ['::1', '0:0:0:0::/64'],
      ['fe80::1%eth0', 'fe80:0:0:0::/64'],
      ['2001:db8:1:2:3:4:192.0.2.7', '2001:db8:1:2::/64'],
      ['', ''],
    ];
    for (const [address, network] of cases) assert.equal(networkOf(address!), network, address);
  });
});
