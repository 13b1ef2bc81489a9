import { BlockList, isIP } from 'node:net';

const ranges = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  ranges.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  // Also this machine's own, and addresses of IPv4 as they were once written.
  ['::', 96],
  // What an address of IPv4 is translated to, or carried in: where it leads cannot be told.
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['::ffff:0:0:0', 96],
  ['2001::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  ranges.addSubnet(network, bits, 'ipv6');

/** Of this machine or a network that is not the Internet's; also what is no address at all. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  return family === 0 || ranges.check(address, family === 4 ? 'ipv4' : 'ipv6');
}
