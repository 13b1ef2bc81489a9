import { isIP } from 'node:net';

/** An address, or a range of them by its prefix: `192.0.2.7`, `10.0.0.0/8`, `2001:db8::/32`. All there are is no range. */
export function isNetworkRange(text: string): boolean {
  const [, address = '', bits] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = address.includes('%') ? 0 : isIP(address);
  if (family === 0 || bits === undefined) return family !== 0;
  return Number(bits) >= 1 && Number(bits) <= (family === 4 ? 32 : 128);
}
