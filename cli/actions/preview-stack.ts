import type { PreviewedChanges } from '../client/preview-calls.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { table } from '../table.js';
import { findOrNew } from './find-or-new.js';
import { goalOf, type ChangeOptions } from './goal-options.js';

export interface PreviewOptions extends Omit<ChangeOptions, 'wait'> {
  readonly existing?: boolean;
  readonly clearParameter?: readonly string[];
}

/** Tells in Heat's words which resources an update would change, or a create would make if there is no such stack. */
export async function previewStack(session: Session, name: string, options: PreviewOptions): Promise<number> {
  const { client } = session;
  const goal = {
    ...(await goalOf({ ...options, wait: false })),
    ...(options.clearParameter === undefined ? {} : { clear_parameters: options.clearParameter }),
  };
  const ref = await findOrNew(client, name, goal);
  const existing = options.existing ?? options.template === undefined;
  const changes: PreviewedChanges = ref
    ? await client.previews.update(ref, goal, existing)
    : { added: (await client.previews.create(name, goal)).resources };
  if (session.json) session.sayJson(changes);
  else {
    const rows = Object.entries(changes).flatMap(([change, resources]) =>
      resources.map((each) => [change, each.resource_name, each.resource_type, each.physical_resource_id]),
    );
    session.say(table(['CHANGE', 'NAME', 'TYPE', 'PHYSICAL ID'], rows));
  }
  return exitCodes.ok;
}
