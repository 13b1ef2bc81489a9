import { IsothermError } from '../../lib/errors.js';
import type { Json } from '../../lib/json.js';
import { confirm, mayAsk } from '../confirm.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { changeAndWait } from './change-stack.js';

/** @param reset true: what was said of it is taken back. */
export async function markUnhealthy(
  session: Session,
  stack: string,
  resource: string,
  reason: string,
  { reset = false }: { readonly reset?: boolean },
): Promise<number> {
  const ref = await session.client.find(stack);
  await session.client.requests.markUnhealthy(ref, resource, !reset, reason);
  const word = reset ? 'not unhealthy any more' : 'unhealthy';
  if (!session.json) session.say(`Resource ${resource} of stack ${ref.name} counts as ${word}.\n`);
  return exitCodes.ok;
}

/** @param data JSON text; undefined: nothing is said */
export async function signalResource(
  session: Session,
  stack: string,
  resource: string,
  data: string | undefined,
): Promise<number> {
  const details = data === undefined ? null : parsed(data);
  const ref = await session.client.find(stack);
  await session.client.requests.signal(ref, resource, details);
  if (!session.json) session.say(`Resource ${resource} of stack ${ref.name} was told.\n`);
  return exitCodes.ok;
}

function parsed(data: string): Json {
  try {
    return JSON.parse(data) as Json;
  } catch (cause) {
    throw new IsothermError('cli.usage', `${data} is not JSON.`, { cause });
  }
}

const words = {
  skip: 'counts as done, however it is, until: isotherm resource unskip',
  unskip: 'is not skipped any more',
  forget: 'is left behind, as far as no goal wants it any more',
};

/** Changes what holds for a resource from now on; there is nothing to wait for. */
export async function setResource(
  session: Session,
  stack: string,
  resource: string,
  action: keyof typeof words,
  options: { readonly yes?: boolean } = {},
): Promise<number> {
  const ref = await session.client.find(stack);
  if (action === 'forget' && mayAsk(session, options)) {
    session.say(
      `What no goal wants of ${resource} any more will not be deleted, and nobody will know of it.\n`,
    );
    if (!(await confirm('Go on?'))) {
      session.say('Nothing was forgotten.\n');
      return exitCodes.failed;
    }
  }
  await session.client.requests.actOnResource(ref, resource, action);
  if (!session.json) session.say(`Resource ${resource} of stack ${ref.name} ${words[action]}.\n`);
  return exitCodes.ok;
}

/** Looks at a resource now, and closer than usual where its type can. */
export async function checkResource(
  session: Session,
  stack: string,
  resource: string,
  options: { readonly wait: boolean },
): Promise<number> {
  const ref = await session.client.find(stack);
  return changeAndWait(session, ref, { what: 'check', wait: options.wait }, async () => {
    await session.client.requests.actOnResource(ref, resource, 'check');
    return undefined;
  });
}

/** Brings back what a snapshot kept of a resource of that name. @param snapshot by default the stack's newest that kept something of it */
export async function restoreResource(
  session: Session,
  stack: string,
  resource: string,
  snapshot: string | undefined,
  options: { readonly yes?: boolean; readonly wait: boolean },
): Promise<number> {
  const ref = await session.client.find(stack);
  if (mayAsk(session, options)) {
    session.say(`What ${resource} of stack ${ref.name} holds now is lost: it gets what the snapshot kept.\n`);
    if (!(await confirm('Go on?'))) {
      session.say('Nothing was changed.\n');
      return exitCodes.failed;
    }
  }
  return changeAndWait(session, ref, { what: 'restore', wait: options.wait }, async () => {
    await session.client.requests.restoreResource(ref, resource, snapshot);
    return undefined;
  });
}
