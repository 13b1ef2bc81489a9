import type { StackRef } from '../client.js';
import { exitCodes } from '../exit-code.js';
import { awaitStack } from '../progress/await-stack.js';
import { durationText } from '../progress/duration.js';
import { eventLine } from '../progress/event-line.js';
import { LivePainter } from '../progress/painter.js';
import { renderTree } from '../progress/tree.js';
import type { Session } from '../session.js';

export interface WaitOptions {
  readonly revision: number;
  readonly after: number;
  readonly timeoutMs?: number | undefined;
}

/**
 * Waits until the stack has settled and shows on the way what happens: a tree on a terminal, lines elsewhere, nothing
 * with `--json`. Ctrl-C ends the waiting only.
 * @returns the exit status.
 */
export async function waitAndShow(session: Session, ref: StackRef, options: WaitOptions): Promise<number> {
  const stop = new AbortController();
  const interrupt = () => {
    stop.abort('interrupted');
  };
  process.once('SIGINT', interrupt);
  const timer =
    options.timeoutMs === undefined
      ? undefined
      : setTimeout(() => {
          stop.abort('timeout');
        }, options.timeoutMs);
  let painter: LivePainter | undefined;
  const began = Date.now();
  try {
    const stack = await awaitStack(session.client, ref, {
      ...options,
      signal: stop.signal,
      onEvent: (event) => {
        if (!session.json && !session.terminal) session.say(`${eventLine(event)}\n`);
      },
      onStart: (model) => {
        if (!session.terminal) return;
        painter = new LivePainter(process.stdout, (width, height) =>
          renderTree(model(), Date.now(), width, height),
        );
        painter.start();
      },
    });
    painter?.stop();
    if (!stack) return notAwaited(session, ref, stop.signal.reason === 'timeout', Date.now() - began);
    const failed = stack.stack_status.endsWith('_FAILED');
    if (session.json) session.sayJson(stack);
    else if (failed)
      session.say(
        `${stack.stack_status}: ${stack.stack_status_reason}\nisotherm why ${ref.name} tells more.\n`,
      );
    else if (!session.terminal) session.say(`${ref.name} ${stack.stack_status}\n`);
    return failed ? exitCodes.failed : exitCodes.ok;
  } finally {
    painter?.stop();
    clearTimeout(timer);
    process.removeListener('SIGINT', interrupt);
  }
}

function notAwaited(session: Session, { name }: StackRef, timeout: boolean, ms: number): number {
  const what = timeout ? `Not settled after ${durationText(ms)}` : 'Interrupted';
  // On standard error: with --json the answer is missing, and nothing else may stand in its place.
  process.stderr.write(
    `${what}. The goal of stack ${name} stands, and the engine goes on with it:\n  isotherm stack wait ${name}   waits again\n  isotherm why ${name}          tells what it waits for\n`,
  );
  return timeout ? exitCodes.failed : exitCodes.interrupted;
}
