import { chmod, chown, lstat, mkdir, rmdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Call, Observation } from '../../handler/contract.js';
import { defineResource, Permanent, Transient } from '../../handler/index.js';
import { allowedPlace, placeToLookAt } from './allowed-path.js';
import { codeOf, namesIn, syncDirectory, unlessMissing } from './durable-file.js';
import { modeOf, modeSchema } from './mode.js';
import { readRecord, recordForCreate, removeRecord, writeRecord, type PathRecord } from './path-record.js';
import { settingsOf } from './settings.js';
import { takePath } from './take-path.js';
import { allowedUser, userName } from './users.js';

const type = 'Local::Directory';

const properties = z.object({
  path: z
    .string()
    .startsWith('/')
    .meta({
      replace: true,
      description:
        'Absolute path, below an allowed root. Missing parents are made too, and removed with it when they are empty. ' +
        'A directory that is there already is used, and stays when the resource is deleted, unless it was imported',
    }),
  mode: modeSchema.optional().meta({
    updatable: true,
    description:
      'Permissions in octal, kept so. Without it a new directory gets 0755 less the umask, and changes are no drift',
  }),
  owner: z
    .string()
    .optional()
    .meta({ updatable: true, description: 'Name of the user who owns it, with his primary group' }),
});

const attributes = z.object({
  path: z.string().meta({ description: 'Absolute path, symbolic links on the way resolved' }),
});

type Goal = z.infer<typeof properties>;
type Attributes = z.infer<typeof attributes>;

/**
 * A directory on the worker's node. Deleting it removes what we made, and only when it is empty: what others put
 * there is not ours to remove, so the delete fails and names it.
 */
export const directory = defineResource({
  type,
  description:
    'A directory on the node of the worker. Deleted only if it was made here and is empty; the delete fails as long as it is not.',
  properties,
  attributes,

  create: async (goal, call) => {
    const { path, missingParents } = await allowedPlace(goal.path, settingsOf(call));
    const before = await recordForCreate(type, path, call);
    const there = await unlessMissing(lstat(path));
    if (there !== undefined && !there.isDirectory()) {
      throw new Permanent(
        `${path} is there already and is not a directory; remove it or choose another path`,
      );
    }
    const record: PathRecord = {
      type,
      path,
      key: call.idempotencyKey,
      stackId: call.stack.id,
      state: there === undefined ? 'ours' : (before?.state ?? 'kept'),
      parents: [...new Set([...(before?.parents ?? []), ...missingParents])],
    };
    await writeRecord(record, call);
    call.signal.throwIfAborted();
    for (const each of [...missingParents, path]) await makeDirectory(each);
    await shape(path, goal, call);
    return { physicalId: path, observation: await look(path, goal) };
  },

  find: async (idempotencyKey, goal, call) => {
    const { path } = await allowedPlace(goal.path, settingsOf(call));
    return (await readRecord(path, call))?.key === idempotencyKey ? path : undefined;
  },

  observe: async (id, goal, call) => {
    const place = await placeToLookAt(id, call);
    return 'status' in place ? place : look(place.path, goal);
  },

  update: async (id, goal, _changes, call) => {
    const { path } = await allowedPlace(id, settingsOf(call));
    await shape(path, goal, call);
    return { observation: await look(path, goal) };
  },

  delete: async (id, _goal, call) => {
    const { path } = await allowedPlace(id, settingsOf(call));
    const record = await readRecord(path, call);
    if (record === undefined) return;
    if (record.state === 'ours' && !(await removeIfEmpty(path))) {
      const names = await namesIn(path);
      // Files of the same stack may be on their way out, so trying again can help.
      throw new Transient(
        `Directory ${path} is not empty (${names.slice(0, 5).join(', ')}${names.length > 5 ? ', …' : ''}); ` +
          'what is in it was not made by this resource: remove it, or keep it elsewhere',
      );
    }
    for (const parent of [...(record.parents ?? [])].reverse()) {
      if (!(await removeIfEmpty(parent))) break;
    }
    await removeRecord(path, call);
  },

  adopt: (id, goal, call) => takePath(type, id, goal.path, call, (path) => look(path, goal)),
});

async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: 0o755 });
    await syncDirectory(dirname(path));
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
}

async function shape(path: string, goal: Goal, call: Call): Promise<void> {
  if (goal.owner !== undefined) {
    const owner = await allowedUser(goal.owner, settingsOf(call));
    await chown(path, owner.uid, owner.gid);
  }
  if (goal.mode !== undefined) await chmod(path, Number.parseInt(goal.mode, 8));
}

/** True when the directory is gone afterwards; false when there is something in it. */
async function removeIfEmpty(path: string): Promise<boolean> {
  try {
    await rmdir(path);
    await syncDirectory(dirname(path));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return true;
    if (codeOf(error) === 'ENOTEMPTY' || codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

async function look(path: string, goal: Goal): Promise<Observation<Attributes>> {
  const stat = await unlessMissing(lstat(path));
  if (stat === undefined) return { status: 'absent', reason: `${path} is not there` };
  if (!stat.isDirectory()) return { status: 'broken', reason: `${path} is not a directory` };
  return {
    status: 'ready',
    properties: {
      ...(goal.mode === undefined ? {} : { mode: modeOf(stat) }),
      ...(goal.owner === undefined ? {} : { owner: await userName(stat.uid) }),
    },
    attributes: { path },
  };
}
