import type { Call, Observation } from '../../handler/contract.js';
import { Permanent } from '../../handler/index.js';
import { allowedPlace } from './allowed-path.js';
import { mustBeOfType, readRecord, writeRecord } from './path-record.js';
import { settingsOf } from './settings.js';

/**
 * Takes over what lies under a path, whoever put it there, and tells how it is. From here on it is ours to remove.
 * @param id as the user named it
 * @throws Permanent when the goal names another path, or there is something else than the type stands for.
 */
export async function takePath<Attributes>(
  type: string,
  id: string,
  goalPath: string,
  call: Call,
  look: (path: string) => Promise<Observation<Attributes>>,
): Promise<Observation<Attributes>> {
  const { path } = await allowedPlace(goalPath, settingsOf(call));
  if (path !== id) {
    const really = path === goalPath ? '' : ` (really ${path})`;
    throw new Permanent(
      `${id} cannot be taken over as ${goalPath}${really}; let path and physical id both name the real path`,
    );
  }
  const seen = await look(path);
  if (seen.status === 'absent') return seen;
  if (seen.status !== 'ready') throw new Permanent(`${seen.reason ?? path}; name another path`);
  const before = await readRecord(path, call);
  if (before) mustBeOfType(type, before);
  const parents = before?.parents ? { parents: before.parents } : {};
  const { idempotencyKey: key, stack } = call;
  await writeRecord({ type, path, key, stackId: stack.id, state: 'ours', ...parents }, call);
  return seen;
}
