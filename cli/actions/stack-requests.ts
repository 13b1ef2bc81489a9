import type { Stack, StackRef } from '../client.js';
import type { StackRequest } from '../client/request-calls.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { changeAndWait } from './change-stack.js';

/** Leaves the goal that is under way: for the last one that was reached, or with `--no-rollback` for none. */
export async function cancelStack(
  session: Session,
  name: string,
  options: { readonly rollback: boolean; readonly wait: boolean },
): Promise<number> {
  const ref = await session.client.find(name);
  const action = options.rollback ? 'cancel_update' : 'cancel_without_rollback';
  const isReached = options.rollback ? isRolledBack : () => true;
  return changeAndWait(session, ref, { what: 'cancel', wait: options.wait, isReached }, async () => {
    await session.client.requests.act(ref, action);
    return undefined;
  });
}

function isRolledBack({ stack_status: status }: Stack): boolean {
  return status.endsWith('_COMPLETE');
}

/** Asks the same of several stacks, each when the one before is done. */
export async function askStacks(
  session: Session,
  names: readonly string[],
  action: 'suspend' | 'resume' | 'check',
  options: { readonly wait: boolean },
): Promise<number> {
  let worst: number = exitCodes.ok;
  for (const ref of await findAll(session, names)) {
    const code = await changeAndWait(session, ref, { what: action, wait: options.wait }, async () => {
      await session.client.requests.act(ref, action);
      return undefined;
    });
    worst = Math.max(worst, code);
    if (code === exitCodes.interrupted) break;
  }
  return worst;
}

const words = {
  pause: 'is paused: it is looked at, and not touched',
  unpause: 'is not paused any more',
  protect: 'is protected: it cannot be deleted',
  unprotect: 'is not protected any more',
} as const satisfies Partial<Record<StackRequest, string>>;

/** Changes what holds for stacks from now on; there is nothing to wait for. */
export async function setStacks(
  session: Session,
  names: readonly string[],
  action: keyof typeof words,
): Promise<number> {
  const changed: Stack[] = [];
  for (const ref of await findAll(session, names)) {
    await session.client.requests.act(ref, action);
    if (session.json) changed.push(await session.client.showStack(ref, { resolve_outputs: false }));
    else session.say(`Stack ${ref.name} ${words[action]}.\n`);
  }
  if (session.json) session.sayJson(changed);
  return exitCodes.ok;
}

async function findAll({ client }: Session, names: readonly string[]): Promise<readonly StackRef[]> {
  const refs: StackRef[] = [];
  for (const name of names) refs.push(await client.find(name));
  return refs;
}
