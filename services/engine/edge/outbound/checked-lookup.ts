import { lookup } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';

/** Called with every address before it is connected to. @throws Error that refuses it */
export type CheckAddress = (address: string) => void;

/**
 * Looks at the very addresses that are connected to, so that a name cannot mean something else in between. Addresses that stand in a
 * URL are looked up by nobody: `checkHost` is for them.
 */
export function checkedLookup(check: CheckAddress): LookupFunction {
  return (host, options, found) => {
    lookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) {
        found(error, '', 0);
        return;
      }
      try {
        for (const { address } of addresses) check(address);
      } catch (refused) {
        found(refused as Error, '', 0);
        return;
      }
      if (options.all === true) found(null, addresses);
      else found(null, addresses[0]?.address ?? '', addresses[0]?.family ?? 0);
    });
  };
}

/** @throws what `check` throws, where the URL names its host by an address */
export function checkHost(url: URL, check: CheckAddress): void {
  const host = hostOf(url);
  if (isIP(host) !== 0) check(host);
}

/** Without the brackets around an address of IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
