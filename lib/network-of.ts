import { isIPv6 } from 'node:net';

/** Groups of an address of IPv6 that name the network; the others are its owner's to choose. */
const NETWORK_GROUPS = 4;

/**
 * Whom an address belongs to, as far as it tells: itself, or of IPv6 its network (64 bits), all of whose addresses one machine may have.
 * An address of IPv4 in one of IPv6 is that of IPv4.
 */
export function networkOf(address: string): string {
  const [plain = ''] = address.split('%', 1);
  if (!isIPv6(plain)) return address;
  const carried = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(plain)?.[1];
  return carried ?? `${groupsOf(plain).slice(0, NETWORK_GROUPS).join(':')}::/64`;
}

/** The eight groups, without leading zeros. */
function groupsOf(address: string): string[] {
  const [head = '', tail] = address.toLowerCase().split('::');
  const split = (part: string) =>
    part
      .split(':')
      .filter((group) => group !== '')
      .map((group) => group.replace(/^0+(?=.)/, ''));
  const [before, after] = [split(head), split(tail ?? '')];
  const left = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  return [...before, ...new Array<string>(left).fill('0'), ...after];
}
