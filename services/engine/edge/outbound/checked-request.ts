import { lookup } from 'node:dns';
import { request as plainRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf } from '../../../../lib/config/host-pattern.js';

/** Called with every address before it is connected to. @throws Error that refuses it */
export type CheckAddress = (address: string) => void;

/**
 * Sends a request to a place that a user named, and only to addresses that pass the check.
 * @returns the answer, once its head is there
 * @throws Error what `check` throws, or what went wrong on the way
 */
export function checkedRequest(
  url: URL,
  check: CheckAddress,
  options: RequestOptions,
  body = '',
): Promise<IncomingMessage> {
  checkHost(url, check);
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? tlsRequest : plainRequest;
    const request = send(url, { ...options, lookup: checkedLookup(check) });
    request.on('error', reject);
    request.on('response', resolve);
    // Who answers with another protocol causes neither.
    request.on('close', () => {
      reject(new Error('it did not answer'));
    });
    request.end(body);
  });
}

/**
 * Looks at the very addresses that are connected to, so that a name cannot mean something else in between. Addresses that stand in a
 * URL are looked up by nobody: `checkHost` is for them.
 */
function checkedLookup(check: CheckAddress): LookupFunction {
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
function checkHost(url: URL, check: CheckAddress): void {
  const host = hostOf(url);
  if (isIP(host) !== 0) check(host);
}
