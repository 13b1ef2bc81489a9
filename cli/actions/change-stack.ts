import type { Stack, StackEvent, StackRef } from '../client.js';
import { exitCodes } from '../exit-code.js';
import { awaitStack } from '../progress/await-stack.js';
import { durationText } from '../progress/duration.js';
import { eventLine } from '../progress/event-line.js';
import { LivePainter } from '../progress/painter.js';
import { renderTree } from '../progress/tree.js';
import type { Session } from '../session.js';
import { failuresText } from './failures.js';

export interface WaitOptions {
  readonly revision: number;
  readonly after: number;
  readonly timeoutMs?: number | undefined;
  /** Whether the stack has ended as was asked; by default, when its goal was reached, and not rolled back from. */
  readonly isReached?: ((stack: Stack) => boolean) | undefined;
}

/**
 * Begins something and waits for what comes of it.
 * @param begin answers the new revision; undefined: the stack is asked for it.
 * @returns the exit status.
 */
export async function changeAndWait(
  session: Session,
  ref: StackRef,
  how: { readonly what: string; readonly wait: boolean; readonly isReached?: WaitOptions['isReached'] },
  begin: () => Promise<number | undefined>,
): Promise<number> {
  const after = await session.client.lastSequence(ref);
  const revision = (await begin()) ?? (await revisionOf(session, ref));
  if (!how.wait) return accepted(session, ref, how.what, revision);
  return waitAndShow(session, ref, { revision, after, isReached: how.isReached });
}

export async function revisionOf({ client }: Session, ref: StackRef): Promise<number> {
  return (await client.showStack(ref, { resolve_outputs: false })).revision;
}

/** What `--no-wait` says. */
export function accepted(session: Session, { name, id }: StackRef, what: string, revision: number): number {
  if (session.json) session.sayJson({ id, stack_name: name, revision });
  else
    session.say(
      `The ${what} of stack ${name} is accepted (revision ${revision}): isotherm stack wait ${name}\n`,
    );
  return exitCodes.ok;
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
  const failed = new Map<string, StackEvent>();
  const began = Date.now();
  try {
    const stack = await awaitStack(session.client, ref, {
      ...options,
      signal: stop.signal,
      onEvent: (event) => {
        const own = event.physical_resource_id === ref.id;
        if (event.resource_status.endsWith('_FAILED') && !own) failed.set(event.resource_name, event);
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
    return await ended(session, ref, stack, [...failed.values()], options.isReached ?? isGoalReached);
  } finally {
    painter?.stop();
    clearTimeout(timer);
    process.removeListener('SIGINT', interrupt);
  }
}

function isGoalReached({ stack_status: status }: Stack): boolean {
  return status.endsWith('_COMPLETE') && !status.startsWith('ROLLBACK_');
}

async function ended(
  session: Session,
  ref: StackRef,
  stack: Stack,
  failed: readonly StackEvent[],
  isReached: (stack: Stack) => boolean,
): Promise<number> {
  const { stack_status: status, stack_status_reason: reason, convergence } = stack;
  const reached = isReached(stack);
  const code = reached ? exitCodes.ok : exitCodes.failed;
  if (session.json) session.sayJson(stack);
  else if (reached && !session.terminal) session.say(`${ref.name} ${status}\n`);
  else if (reached) return code;
  else if (convergence === 'paused') {
    session.say(
      `${status}: the stack is paused, and nothing is touched before: isotherm stack unpause ${ref.name}\n`,
    );
  } else {
    // After a rollback all is well, and there is nothing more to tell.
    const more = convergence === 'converged' ? '' : `isotherm why ${ref.name} tells more.\n`;
    session.say(`${status}: ${reason}\n${await failureReport(session, ref, failed)}${more}`);
  }
  return code;
}

/** The failures of the goal; of one that was left, as by a rollback, those that were seen on the way. */
async function failureReport(session: Session, ref: StackRef, seen: readonly StackEvent[]): Promise<string> {
  const failures = await session.client.listFailures(ref);
  if (failures.length > 0) return `\n${failuresText(failures)}\n`;
  // Without a terminal each has been told.
  if (!session.terminal || seen.length === 0) return '';
  return `\nOn the way failed:\n${seen.map((event) => `${eventLine(event)}\n`).join('')}\n`;
}

function notAwaited(session: Session, { name }: StackRef, timeout: boolean, ms: number): number {
  const what = timeout ? `Not settled after ${durationText(ms)}` : 'Interrupted';
  // On standard error: with --json the answer is missing, and nothing else may stand in its place.
  process.stderr.write(
    `${what}. The goal of stack ${name} stands, and the engine goes on with it:\n  isotherm stack wait ${name}   waits again\n  isotherm why ${name}          tells what it waits for\n`,
  );
  return timeout ? exitCodes.failed : exitCodes.interrupted;
}
