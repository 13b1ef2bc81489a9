import type { StackRef } from '../client.js';
import { confirm, mayAsk } from '../confirm.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { table } from '../table.js';
import { accepted, revisionOf, waitAndShow } from './change-stack.js';

export interface DeleteOptions {
  readonly yes?: boolean;
  readonly force?: boolean;
  readonly wait: boolean;
}

export async function deleteStacks(
  session: Session,
  names: readonly string[],
  options: DeleteOptions,
): Promise<number> {
  const refs: StackRef[] = [];
  for (const name of names) refs.push(await session.client.find(name));
  if (options.force) for (const ref of refs) await showLeftBehind(session, ref);
  if (mayAsk(session, options) && !(await confirmed(session, refs))) {
    session.say('Nothing was deleted.\n');
    return exitCodes.failed;
  }
  const begun: { ref: StackRef; revision: number; after: number }[] = [];
  for (const ref of refs) {
    const after = await session.client.lastSequence(ref);
    await session.client.deleteStack(ref, { force: options.force });
    // Asked for afterwards: a stack that was being deleted already got no new revision.
    begun.push({ ref, revision: await revisionOf(session, ref), after });
  }
  let worst: number = exitCodes.ok;
  for (const { ref, ...from } of begun) {
    const code = options.wait
      ? await waitAndShow(session, ref, from)
      : accepted(session, ref, 'delete', from.revision);
    worst = Math.max(worst, code);
    if (code === exitCodes.interrupted) break;
  }
  return worst;
}

/** Told also where nobody is asked: afterwards nobody knows of these things. */
async function showLeftBehind({ client, json, say }: Session, ref: StackRef): Promise<void> {
  const things = await client.leftBehind(ref);
  if (json || things.length === 0) return;
  const rows = things.map((thing) => [
    thing.resource_name,
    thing.resource_type,
    thing.physical_resource_id,
    thing.reason,
  ]);
  say(`What of stack ${ref.name} cannot be deleted is left behind, and nobody looks after it any more:\n`);
  say(table(['NAME', 'TYPE', 'PHYSICAL ID', 'REASON'], rows));
}

async function confirmed({ client, say }: Session, refs: readonly StackRef[]): Promise<boolean> {
  for (const ref of refs) {
    const resources = await client.listResources(ref);
    say(`Stack ${ref.name} with its ${resources.length} resources will be deleted.\n`);
  }
  return confirm('Go on?');
}
