import type { Clock } from '../../lib/clock.js';
import type { Call, Handler, Observation, Thing } from '../../lib/handler/contract.js';
import { observerRecords } from '../../lib/handler/without-records.js';
import type { JsonObject } from '../../lib/json.js';
import type { Handlers } from './handlers.js';
import type { Watch } from './watch.js';

export interface LookContext {
  readonly handlers: Handlers;
  readonly clock: Clock;
  readonly node: string;
  readonly timeoutMs: number;
  readonly log: (watch: Watch | undefined, line: string) => void;
}

/**
 * Asks the handler how things are; one call for all when it can.
 * @throws what the handler throws, or an error when it took too long or answered too few.
 */
export async function look(
  handler: Handler,
  watches: readonly Watch[],
  context: LookContext,
): Promise<readonly Observation[]> {
  const only = watches.length === 1 ? watches[0] : undefined;
  const controller = new AbortController();
  const call = observeCall(only, controller.signal, watches[0]?.message.type ?? '', context);
  const asked =
    only && handler.observe
      ? handler.observe(only.message.physicalId, goalOf(only, context), call).then((seen) => [seen])
      : many(handler, watches, call, context);
  return within(asked, controller, context);
}

async function many(
  handler: Handler,
  watches: readonly Watch[],
  call: Call,
  context: LookContext,
): Promise<readonly Observation[]> {
  const things: Thing[] = watches.map((watch) => ({
    id: watch.message.physicalId,
    goal: goalOf(watch, context),
  }));
  const seen = (await handler.observeMany?.(things, call)) ?? [];
  if (seen.length !== things.length) {
    throw new Error(
      `observeMany of ${handler.type} answered ${String(seen.length)} observations for ${String(things.length)} things`,
    );
  }
  return seen;
}

function goalOf(watch: Watch, { handlers }: LookContext): JsonObject {
  if (watch.goal) return watch.goal;
  const raw = JSON.parse(watch.message.goal) as JsonObject;
  try {
    watch.goal = handlers.parseGoal(watch.message.type, raw);
  } catch {
    // It was applied under an older schema, and is there all the same.
    watch.goal = raw;
  }
  return watch.goal;
}

/** A handler that hangs must not hold a place among the looks for ever. */
function within<T>(
  work: Promise<T>,
  controller: AbortController,
  { clock, timeoutMs }: LookContext,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.setTimer(timeoutMs, () => {
      const error = new Error(`the look took longer than ${String(timeoutMs)} ms`);
      controller.abort(error);
      reject(error);
    });
    work.then(resolve, reject).finally(cancel);
  });
}

function observeCall(
  watch: Watch | undefined,
  signal: AbortSignal,
  type: string,
  context: LookContext,
): Call {
  const { message } = watch ?? {};
  return {
    signal,
    idempotencyKey: '',
    saved: undefined,
    checkpoint: () => Promise.reject(new Error('observe changes nothing, so it has nothing to save')),
    records: observerRecords,
    log: (line) => {
      context.log(watch, line);
    },
    node: context.node,
    stack: { id: message?.stackId ?? '', name: message?.stackName ?? '' },
    resource: message?.resource ?? '',
    settings: context.handlers.settingsOf(type),
    now: () => context.clock.now(),
  };
}
