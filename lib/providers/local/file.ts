import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import type { Call } from '../../handler/contract.js';
import { defineResource, Permanent, Transient } from '../../handler/index.js';
import { allowedPlace, placeToLookAt } from './allowed-path.js';
import { syncDirectory } from './durable-file.js';
import { hashOf, lookAt, readRegular } from './file/read.js';
import { appear, identityOf, removeTemporaries, replaceFile } from './file/write.js';
import { modeOf, modeSchema } from './mode.js';
import { readRecord, recordForCreate, removeRecord, writeRecord } from './path-record.js';
import { settingsOf } from './settings.js';
import { takePath } from './take-path.js';

const type = 'Local::File';

const properties = z.object({
  path: z
    .string()
    .startsWith('/')
    .meta({ replace: true, description: 'Absolute path, below an allowed root' }),
  content: z.string().default('').meta({ updatable: true, description: 'The whole content, as UTF-8' }),
  mode: modeSchema.default('0600').meta({
    updatable: true,
    description: 'Permissions in octal; by default only the owner reads it, as it may hold a secret',
  }),
  owner: z.string().optional().meta({
    updatable: true,
    description:
      'Name of the user who owns it, with his primary group; default: the user who runs the worker',
  }),
  adopt: z.boolean().default(false).meta({
    updatable: true,
    description: 'Take over a file that is there already: it is overwritten, and deleted with the resource',
  }),
});

const attributes = z.object({
  path: z.string().meta({ description: 'Absolute path, symbolic links on the way resolved' }),
  sha256: z.string().meta({
    description: 'SHA-256 of the content in hexadecimal. Whoever sees it can test guesses of a weak secret',
  }),
  sizeBytes: z.number().int().meta({ description: 'Size in bytes' }),
});

/** What a snapshot keeps. */
const kept = z.object({ base64: z.string(), mode: modeSchema });

/**
 * A file on the worker's node. It appears and changes as a whole. A file that was there before is left alone
 * unless `adopt` is set; one that was edited by hand is written anew.
 */
export const file = defineResource({
  type,
  description:
    'A file on the node of the worker, written as a whole; content, mode and owner change in place.',
  properties,
  attributes,

  create: async (goal, call) => {
    const path = await placeOf(goal, call);
    const record = await recordForCreate(type, path, call);
    await removeTemporaries(path);
    const claim = { type, path, key: call.idempotencyKey, stackId: call.stack.id } as const;
    const there = await identityOf(path);
    const ours =
      there !== undefined && record !== undefined && (record.state === 'ours' || record.inode === there);
    if (there !== undefined && !ours && !goal.adopt) {
      throw new Permanent(
        `${path} is there already; set "adopt: true" to take it over, or choose another path`,
      );
    }
    if (there === undefined) await appear(claim, goal, call);
    await writeRecord({ ...claim, state: 'ours' }, call);
    if (there !== undefined) await replaceFile(path, goal, call);
    return { physicalId: path, observation: await lookAt(path, goal) };
  },

  find: async (idempotencyKey, goal, call) => {
    const { path } = await allowedPlace(goal.path, settingsOf(call));
    return (await readRecord(path, call))?.key === idempotencyKey ? path : undefined;
  },

  observe: async (id, goal, call) => {
    const place = await placeToLookAt(id, call);
    return 'status' in place ? place : lookAt(place.path, goal);
  },

  update: async (id, goal, _changes, call) => {
    const path = await placeOf({ path: id }, call);
    await removeTemporaries(path);
    await replaceFile(path, goal, call);
    return { observation: await lookAt(path, goal) };
  },

  delete: async (id, _goal, call) => {
    const { path } = await allowedPlace(id, settingsOf(call));
    const record = await readRecord(path, call);
    if (record === undefined) return;
    await removeTemporaries(path);
    const there = await identityOf(path);
    if (there !== undefined && (record.state === 'ours' || record.inode === there)) {
      await rm(path, { force: true });
      await syncDirectory(dirname(path));
    }
    await removeRecord(path, call);
  },

  snapshot: async (id, _goal, call) => {
    const { path } = await allowedPlace(id, settingsOf(call));
    const { snapshotMaxBytes } = settingsOf(call);
    const read = await readRegular(path, ({ size }) => {
      if (size <= snapshotMaxBytes) return;
      throw new Permanent(
        `${path} has ${size} bytes, and a snapshot keeps ${snapshotMaxBytes}; raise "snapshotMaxBytes" in the settings of the provider "local"`,
      );
    });
    if ('status' in read) throw new Permanent(`${read.reason}; there is nothing to keep`);
    return { base64: read.content.toString('base64'), mode: modeOf(read.stat) };
  },

  restore: async (id, goal, data, call) => {
    const { success, data: then } = kept.safeParse(data);
    if (!success) throw new Permanent(`What was kept of ${id} is not what a ${type} keeps`);
    const path = await placeOf({ path: id }, call);
    await removeTemporaries(path);
    await replaceFile(path, { ...goal, mode: then.mode, content: Buffer.from(then.base64, 'base64') }, call);
    return { observation: await lookAt(path, goal) };
  },

  adopt: async (id, goal, call) => {
    const found = await takePath(type, id, goal.path, call, (path) => lookAt(path, goal));
    const { content, ...others } = found.properties ?? {};
    const isRight = found.attributes?.sha256 === hashOf(goal.content);
    return isRight || content === undefined ? { ...found, properties: others } : found;
  },
});

async function placeOf(goal: { readonly path: string }, call: Call): Promise<string> {
  const place = await allowedPlace(goal.path, settingsOf(call));
  if (place.missingParents.length > 0) {
    // A directory of the same stack may be under way, so trying again can help.
    throw new Transient(
      `Directory ${dirname(place.path)} is not there; make it with a Local::Directory that this file depends on`,
    );
  }
  return place.path;
}
