import { IsothermError } from '../../lib/errors.js';
import { HOOKS } from '../../lib/hot/environment/hooks.js';
import { NameGlob } from '../../lib/hot/environment/name-glob.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { table } from '../table.js';

export async function pollHooks(session: Session, stack: string): Promise<number> {
  const resources = await session.client.listResources(await session.client.find(stack));
  const held = resources.filter(({ held_by_hook: hook }) => hook !== null);
  if (session.json) session.sayJson(held);
  else {
    const rows = held.map((each) => [each.resource_name, each.held_by_hook ?? '', each.resource_type]);
    session.say(table(['RESOURCE', 'HOOK', 'TYPE'], rows));
  }
  return exitCodes.ok;
}

/** Which hooks are meant, as commander spells the options. */
export type ClearOptions = { readonly [option: string]: unknown };

/** @throws IsothermError `hook.invalid` where a resource that is named is not held so */
export async function clearHooks(
  session: Session,
  stack: string,
  patterns: readonly string[],
  options: ClearOptions,
): Promise<number> {
  const ref = await session.client.find(stack);
  const resources = await session.client.listResources(ref);
  const only = HOOKS.filter(
    (hook) => options[hook.replace(/-(.)/, (_, letter: string) => letter.toUpperCase())],
  );
  for (const pattern of patterns) {
    const glob = new NameGlob(pattern);
    const held = resources.filter(
      ({ resource_name: name, held_by_hook: hook }) =>
        hook !== null && glob.fits([...name]) && (only.length === 0 || only.some((each) => each === hook)),
    );
    if (held.length === 0)
      throw new IsothermError(
        'hook.invalid',
        `No resource ${pattern} of stack ${ref.name} is held by ${only.length === 0 ? 'a hook' : `hook ${only.join(' or ')}`}: "isotherm stack hook poll ${ref.name}" shows what is.`,
      );
    for (const { resource_name: name, held_by_hook: hook } of held) {
      await session.client.requests.signal(ref, name, { unset_hook: hook });
      if (!session.json)
        session.say(`Resource ${name} of stack ${ref.name} goes on from hook ${hook ?? ''}.\n`);
    }
  }
  return exitCodes.ok;
}
