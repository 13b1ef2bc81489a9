import type { IncomingMessage } from 'node:http';
import { hostOf, isAllowedHost } from '../../../../lib/config/host-pattern.js';
import { IsothermError } from '../../../../lib/errors.js';
import { reasonOf } from '../../../../lib/reason-of.js';
import { checkedRequest } from './checked-request.js';
import { isPrivateAddress } from './private-addresses.js';

/** Where templates may be fetched from, and what that may cost. */
export interface TemplateUrls {
  /** Names, addresses, or `*.example.org`; empty: from nowhere. */
  readonly allowedHosts: readonly string[];
  /** Hosts may have addresses of this machine and of private networks. */
  readonly allowPrivate: boolean;
  readonly timeoutMs: number;
  /** Bytes that a template may have. */
  readonly textBytes: number;
}

/**
 * The text at a URL that a user gave. Only hosts that are allowed are asked, the address that was looked at is the one that is
 * connected to, and nobody sends on to another place.
 * @throws IsothermError `template-url.failed`, in Heat's words, with what is in the way
 */
export async function fetchTemplate(text: string, options: TemplateUrls): Promise<string> {
  const url = allowedUrl(text, options);
  // Also while the answer is read: it is destroyed then.
  const late = AbortSignal.timeout(options.timeoutMs);
  try {
    return await readText(await ask(url, options, late), options.textBytes);
  } catch (error) {
    if (error instanceof IsothermError) throw error;
    const why = late.aborted
      ? `it took longer than ${String(options.timeoutMs)} ms (templateUrls.timeoutMs)`
      : reasonOf(error);
    throw failed(`Failed to retrieve template from ${shown(url)}: ${why}`, error);
  }
}

function allowedUrl(text: string, { allowedHosts }: TemplateUrls): URL {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? '';
  if (scheme !== 'http' && scheme !== 'https') throw failed(`Invalid URL scheme ${scheme}`);
  if (!URL.canParse(text)) throw failed('it is no URL');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') throw failed('the URL must not carry a user or a password');
  if (isAllowedHost(hostOf(url), allowedHosts)) return url;
  throw failed(
    `templates may not come from ${url.hostname}: send the template itself, or add the host to templateUrls.allowedHosts of the engine`,
  );
}

function ask(url: URL, { allowPrivate }: TemplateUrls, signal: AbortSignal): Promise<IncomingMessage> {
  const check = (address: string): void => {
    if (allowPrivate || !isPrivateAddress(address)) return;
    throw failed(
      `the address ${address} of ${url.hostname} is private: set templateUrls.allowPrivate of the engine if it is meant`,
    );
  };
  return checkedRequest(url, check, {
    headers: { 'user-agent': 'isotherm', accept: '*/*' },
    signal,
    agent: false,
  });
}

async function readText(answer: IncomingMessage, textBytes: number): Promise<string> {
  try {
    const status = answer.statusCode ?? 0;
    if (status >= 300 && status < 400)
      throw new Error(`it answered ${String(status)}, and redirects are not followed`);
    if (status !== 200) throw new Error(`it answered ${String(status)}`);
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of answer as AsyncIterable<Buffer>) {
      length += part.length;
      if (length > textBytes)
        throw failed(`Template exceeds maximum allowed size (${String(textBytes)} bytes)`);
      parts.push(part);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts));
  } finally {
    answer.destroy();
  }
}

/** A query may be secret. */
function shown(url: URL): string {
  return url.origin + url.pathname;
}

function failed(why: string, cause?: unknown): IsothermError {
  return new IsothermError('template-url.failed', `Could not retrieve template: ${why}`, { cause });
}
