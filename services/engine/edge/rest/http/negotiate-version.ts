import type { IncomingMessage } from 'node:http';

/** What everyone reads without a version. */
const unversioned = /^\/(?:versions|healthcheck|healthz|readyz|openapi\.json)?(?:\?|$)/;
const inUrl = /^\/v(\d+(?:\.\d+)?)(?=[/?]|$)/;
const inAccept = /^application\/vnd\.openstack\.orchestration-v(\d+(?:\.\d+)?)/;

/**
 * The URL that a request means. As in Heat the version is in the URL, or else in the header `Accept`; a version that there is not
 * leads to the list of those that there are.
 */
export function negotiatedUrl({ url = '/', headers }: Pick<IncomingMessage, 'url' | 'headers'>): string {
  const versioned = inUrl.exec(url);
  if (versioned) return isOurs(versioned[1]) ? `/v1${url.slice(versioned[0].length)}` : '/versions';
  const accepted = inAccept.exec(headers.accept ?? '');
  if (!accepted || unversioned.test(url)) return url;
  return isOurs(accepted[1]) ? `/v1${url}` : '/versions';
}

function isOurs(version: string | undefined): boolean {
  return version === '1' || version === '1.0';
}
