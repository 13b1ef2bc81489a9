import assert from 'node:assert/strict';
import { waitFor } from '../support/wait-for.js';
import type { Fleet } from './fleet.js';

export interface CallOptions {
  readonly body?: object;
  /** Which engine is asked; where it does not answer, the next one is. Default: all in turns. */
  readonly engine?: string;
  readonly idempotencyKey?: string;
  /** Of whom it is a part. */
  readonly traceParent?: string;
  /** Answers that are none of those that are meant. */
  readonly alsoStatus?: readonly number[];
}

export interface Answer<T> {
  readonly status: number;
  readonly body: T;
}

/** Calls the API of a fleet, again while nobody answers: engines are killed on purpose. */
export async function call<T>(
  fleet: Fleet,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer<T>> {
  const engines = options.engine === undefined ? fleet.engines : [options.engine];
  let tries = 0;
  let answer: Response | undefined;
  const attempt = async () => {
    const engine = engines[tries % engines.length];
    tries += 1;
    answer = await fetch(`${fleet.restUrl(engine)}/v1/default${path}`, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
      headers: {
        'x-auth-token': fleet.token,
        'content-type': 'application/json',
        ...(options.idempotencyKey !== undefined && { 'idempotency-key': options.idempotencyKey }),
        ...(options.traceParent !== undefined && { traceparent: options.traceParent }),
      },
      ...(options.body && { body: JSON.stringify(options.body) }),
    }).catch(() => undefined);
    return answer !== undefined && answer.status !== 503;
  };
  await waitFor(attempt, `${method} ${path} to be answered`, 90_000);
  const text = (await answer?.text()) ?? '';
  const status = answer?.status ?? 0;
  assert.ok(
    answer?.ok || options.alsoStatus?.includes(status),
    `${method} ${path} answered ${String(status)}: ${text}`,
  );
  return { status, body: (text === '' ? undefined : JSON.parse(text)) as T };
}
