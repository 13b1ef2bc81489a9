import { ipNetwork, networkText, withoutHost } from './ip-network.js';

/** Why a text is no network, in Heat's words; undefined: it is one. */
export function subnetFault(text: string): string | undefined {
  const network = /\s/.test(text) ? undefined : ipNetwork(text);
  if (!network) return `'${text}' is not a valid IP subnet`;
  if (text.includes('/') && (network.version === 6 || networkText(network) === text)) return undefined;
  const better = networkText(withoutHost(network));
  return `'${text}' isn't a recognized IP subnet cidr, '${better}' is recommended`;
}
