import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

const BODY_LIMIT_BYTES = 1_048_576;

export type Answer = { readonly status: number; readonly body: string } | { readonly error: string };

/**
 * Gets a URL over a connection of its own: a kept one could belong to a process that is gone.
 * Never rejects; the body is cut at 1 MiB. `timeoutMs` is for the whole exchange.
 */
export function requestOnce(url: string, timeoutMs: number, signal: AbortSignal): Promise<Answer> {
  const deadline = AbortSignal.timeout(timeoutMs);
  const options = { agent: false as const, signal: AbortSignal.any([deadline, signal]) };
  return new Promise((resolve) => {
    const fail = (error: Error) =>
      resolve({ error: deadline.aborted ? `none within ${timeoutMs} ms` : error.message || error.name });
    const receive = (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let size = 0;
      const finish = () =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size < BODY_LIMIT_BYTES) return;
        finish();
        response.destroy();
      });
      response.on('end', finish);
      response.on('error', fail);
    };
    try {
      const request = url.startsWith('https:')
        ? getHttps(url, options, receive)
        : getHttp(url, options, receive);
      request.on('error', fail);
    } catch (error) {
      resolve({ error: error instanceof Error ? error.message : String(error) });
    }
  });
}
