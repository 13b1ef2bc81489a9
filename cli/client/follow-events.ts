import { setTimeout as pause } from 'node:timers/promises';
import { IsothermError } from '../../lib/errors.js';
import type { StackEvent } from './api-types.js';
import { readServerSentEvents } from './event-reader.js';
import { send, type Endpoint } from './http.js';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 3_000;

/**
 * A stack's events after the given number, then live ones, each once and in order. A connection that is lost is made
 * again behind the last event, for ever: who has waited enough aborts.
 * @throws IsothermError what the API answers, other than that it is away.
 */
export async function* followEvents(
  endpoint: Endpoint,
  path: string,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<StackEvent> {
  let last = after;
  let pauseMs = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', 'last-event-id': String(last) };
      const { body } = await send(endpoint, path, { headers, signal });
      if (body) {
        for await (const { id, data } of readServerSentEvents(body.pipeThrough(new TextDecoderStream()))) {
          last = Number(id);
          pauseMs = FIRST_PAUSE_MS;
          yield JSON.parse(data) as StackEvent;
        }
      }
    } catch (error) {
      if (isAborted(signal)) return;
      if (error instanceof IsothermError && error.retry === 'never' && error.code !== 'store.unavailable')
        throw error;
    }
    await pause(pauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }
}

/** A function, since the compiler does not know that awaiting may have changed it. */
function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
