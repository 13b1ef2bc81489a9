import { setTimeout as pause } from 'node:timers/promises';
import { IsothermError } from '../../lib/errors.js';
import type { ApiClient, Stack, StackEvent, StackRef } from '../client.js';
import { ProgressState, type ProgressModel } from './model.js';

export interface AwaitOptions {
  /** The revision that must have been reached; later ones are awaited too. */
  readonly revision: number;
  /** Events after this number are told. */
  readonly after: number;
  /** Ends the waiting; what is then known is returned as undefined. */
  readonly signal: AbortSignal;
  readonly onEvent?: (event: StackEvent) => void;
  /** Whatever can be drawn, whenever it has changed: made anew on each call of `model`. */
  readonly onStart?: (model: () => ProgressModel) => void;
  /** How long the engine may be away, in ms. */
  readonly awayMs?: number;
}

/** Looked at so often even if no event says so. */
const LOOK_MS = 2_000;
const AWAY_MS = 60_000;

/**
 * Waits until a stack has settled: its action has ended, and nothing is being repaired; or it is paused. Events only say when to look.
 * @returns undefined when it was aborted.
 * @throws IsothermError `stack.not-found` when it is gone, `cli.connection` when the engine stays away.
 */
export async function awaitStack(
  client: ApiClient,
  ref: StackRef,
  options: AwaitOptions,
): Promise<Stack | undefined> {
  const state = new ProgressState(ref, 'IN_PROGRESS', Date.now());
  const ended = new AbortController();
  const signal = AbortSignal.any([options.signal, ended.signal]);
  const wake = new Wake();
  let last = options.after;
  const tell = (event: StackEvent) => {
    last = event.sequence;
    options.onEvent?.(event);
    if (state.event(event, Date.now())) wake.now();
  };
  const watching = watch(client, ref, options.after, tell, signal);
  let awaySince: number | undefined;
  try {
    for (let first = true; !options.signal.aborted; first = false) {
      try {
        const stack = await client.showStack(ref, { resolve_outputs: false });
        state.list(await client.listResources(ref), Date.now());
        awaySince = undefined;
        const settled = isSettled(stack, options.revision);
        if (settled) state.end(stack.stack_status, Date.now());
        else state.showStatus(stack.stack_status);
        if (first) options.onStart?.(() => state.model());
        if (settled) {
          ended.abort();
          await watching;
          for (const event of await missed(client, ref, last)) options.onEvent?.(event);
          return await client.showStack(ref);
        }
      } catch (error) {
        if (!isAway(error)) throw error;
        awaySince ??= Date.now();
        if (Date.now() - awaySince > (options.awayMs ?? AWAY_MS)) throw error;
      }
      await wake.within(LOOK_MS, signal);
    }
    return undefined;
  } finally {
    ended.abort();
    await watching;
  }
}

async function watch(
  client: ApiClient,
  ref: StackRef,
  after: number,
  tell: (event: StackEvent) => void,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const event of client.followEvents(ref, after, signal)) tell(event);
  } catch {
    // The looks go on without events, and tell what is wrong with the engine.
  }
}

/** What was committed with the end, and had not come through the stream yet. */
async function missed(client: ApiClient, ref: StackRef, last: number): Promise<readonly StackEvent[]> {
  const newest = await client.listEvents(ref, { limit: 1_000 });
  return newest.filter(({ sequence }) => sequence > last).reverse();
}

function isSettled({ stack_status: status, revision, convergence }: Stack, wanted: number): boolean {
  if (revision < wanted) return false;
  // In maintenance nothing goes on, for as long as it takes.
  if (convergence === 'paused') return true;
  if (status.endsWith('_IN_PROGRESS')) return false;
  return status.endsWith('_FAILED') || !['converging', 'repairing'].includes(convergence);
}

function isAway(error: unknown): boolean {
  return (
    error instanceof IsothermError &&
    ['cli.connection', 'store.unavailable', 'store.fenced', 'internal'].includes(error.code)
  );
}

/** Ends a pause early. A call while nobody waits is not lost. */
class Wake {
  private called = false;
  private end = new AbortController();

  now(): void {
    this.called = true;
    this.end.abort();
  }

  async within(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.called) {
      await pause(ms, undefined, { signal: AbortSignal.any([signal, this.end.signal]) }).catch(
        () => undefined,
      );
    }
    this.called = false;
    this.end = new AbortController();
  }
}
