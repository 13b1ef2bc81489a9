import { isIPv4, isIPv6 } from 'node:net';
import { pythonInteger } from '../../python/integer.js';

/** An address with the length of its prefix. */
export interface IpNetwork {
  readonly version: 4 | 6;
  readonly address: bigint;
  readonly prefix: number;
}

const bitsOf = { 4: 32, 6: 128 } as const;

/** Reads `10.0.0.0/8`, `10.0.0.0/255.0.0.0`, `10/8` or `::/0`, as netaddr does; undefined: it is none of them. */
export function ipNetwork(text: string): IpNetwork | undefined {
  return networkOf(text, 4) ?? networkOf(text, 6);
}

/** An address as its numbers are written: no leading zeros, no zone. */
export function addressOf(text: string, version: 4 | 6): bigint | undefined {
  if (version === 4) return isIPv4(text) ? ofParts(text.split('.').map(Number), 8) : undefined;
  if (!isIPv6(text) || text.includes('%')) return undefined;
  return ofParts(groupsOf(text), 16);
}

export function networkText({ version, address, prefix }: IpNetwork): string {
  return `${addressText(address, version)}/${prefix}`;
}

/** The network that an address is in: its first one. */
export function withoutHost(network: IpNetwork): IpNetwork {
  const host = BigInt(bitsOf[network.version] - network.prefix);
  return { ...network, address: (network.address >> host) << host };
}

function networkOf(text: string, version: 4 | 6): IpNetwork | undefined {
  const slash = text.indexOf('/');
  const [first, last] = slash < 0 ? [text, undefined] : [text.slice(0, slash), text.slice(slash + 1)];
  const address = addressOf(first, version) ?? (version === 4 ? partialAddress(first) : undefined);
  if (address === undefined) return undefined;
  const prefix = last === undefined ? bitsOf[version] : (pythonInteger(last) ?? maskLength(last, version));
  if (prefix === undefined || prefix < 0 || prefix > bitsOf[version]) return undefined;
  return { version, address, prefix };
}

/** `10` and `192.168` are the beginnings of addresses. */
function partialAddress(text: string): bigint | undefined {
  const parts = text.split('.').map(pythonInteger);
  if (parts.length > 4 || parts.some((part) => part === undefined || part < 0 || part > 255))
    return undefined;
  while (parts.length < 4) parts.push(0);
  return ofParts(parts as number[], 8);
}

/** How many bits a mask leaves to the network; one of the host's bits will do too. */
function maskLength(text: string, version: 4 | 6): number | undefined {
  const mask = addressOf(text, version);
  if (mask === undefined) return undefined;
  const bits = mask.toString(2).padStart(bitsOf[version], '0');
  if (/^1*0*$/.test(bits)) return bits.lastIndexOf('1') + 1;
  return /^0*1*$/.test(bits) ? bits.indexOf('1') : undefined;
}

function groupsOf(text: string): number[] {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  if (dotted) {
    const value = addressOf(dotted[2] ?? '', 4) ?? 0n;
    return groupsOf(`${dotted[1] ?? ''}${(value >> 16n).toString(16)}:${(value & 0xffffn).toString(16)}`);
  }
  const [before = [], after] = text.split('::').map((side) => (side === '' ? [] : side.split(':')));
  const zeros = after ? new Array<string>(8 - before.length - after.length).fill('0') : [];
  return [...before, ...zeros, ...(after ?? [])].map((group) => parseInt(group, 16));
}

function ofParts(parts: readonly number[], bits: number): bigint {
  return parts.reduce((sum, part) => (sum << BigInt(bits)) | BigInt(part), 0n);
}

function addressText(address: bigint, version: 4 | 6): string {
  if (version === 4) return partsOf(address, 4, 8).join('.');
  const groups = partsOf(address, 8, 16).map((part) => part.toString(16));
  const dotted = address >> 32n === 0xffffn || (address >> 32n === 0n && address >> 16n !== 0n);
  const last = dotted ? [addressText(address & 0xffffffffn, 4)] : groups.slice(6);
  return shortened([...groups.slice(0, 6), ...last]);
}

function partsOf(address: bigint, count: number, bits: number): number[] {
  const mask = (1n << BigInt(bits)) - 1n;
  return Array.from({ length: count }, (_, at) =>
    Number((address >> BigInt(bits * (count - 1 - at))) & mask),
  );
}

/** The first of the longest runs of zeros is left out. */
function shortened(groups: readonly string[]): string {
  let best = { at: -1, length: 1 };
  for (let at = 0; at < groups.length; at++) {
    let length = 0;
    while (groups[at + length] === '0') length++;
    if (length > best.length) best = { at, length };
  }
  if (best.at < 0) return groups.join(':');
  return `${groups.slice(0, best.at).join(':')}::${groups.slice(best.at + best.length).join(':')}`;
}
