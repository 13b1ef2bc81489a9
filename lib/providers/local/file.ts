import { createHash } from 'node:crypto';
import { chmod, chown, link, lstat, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { Call, Observation } from '../../handler/contract.js';
import { defineResource, Permanent, Transient } from '../../handler/index.js';
import { allowedPlace } from './allowed-path.js';
import { codeOf, namesIn, syncDirectory, temporaryName, unlessMissing, writeNew } from './durable-file.js';
import {
  nameFor,
  readRecord,
  recordForCreate,
  removeRecord,
  writeRecord,
  type PathRecord,
} from './path-record.js';
import { modeOf, modeSchema } from './mode.js';
import { settingsOf } from './settings.js';
import { allowedUser, userName } from './users.js';

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

type Goal = z.infer<typeof properties>;
type Attributes = z.infer<typeof attributes>;

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
    return { physicalId: path, observation: await look(path, goal) };
  },

  find: async (idempotencyKey, goal, call) => {
    const { path } = await allowedPlace(goal.path, settingsOf(call));
    return (await readRecord(path, call))?.key === idempotencyKey ? path : undefined;
  },

  observe: (id, goal) => look(id, goal),

  update: async (id, goal, _changes, call) => {
    const path = await placeOf({ path: id }, call);
    await removeTemporaries(path);
    await replaceFile(path, goal, call);
    return { observation: await look(path, goal) };
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

/** Makes a file that was not there. A link refuses a name that somebody took meanwhile, which a rename would overwrite. */
async function appear(claim: Omit<PathRecord, 'state'>, goal: Goal, call: Call): Promise<void> {
  const temporary = await prepare(claim.path, goal, call);
  try {
    const inode = await identityOf(temporary);
    await writeRecord({ ...claim, state: 'making', ...(inode === undefined ? {} : { inode }) }, call);
    call.signal.throwIfAborted();
    await link(temporary, claim.path);
  } catch (cause) {
    if (codeOf(cause) !== 'EEXIST') throw cause;
    throw new Transient(`${claim.path} appeared while it was being made`, { cause });
  } finally {
    await rm(temporary, { force: true });
  }
  await syncDirectory(dirname(claim.path));
}

async function replaceFile(path: string, goal: Goal, call: Call): Promise<void> {
  if ((await lstat(path).catch(() => undefined))?.isDirectory() === true) {
    throw new Permanent(`${path} is a directory; remove it or choose another path`);
  }
  const temporary = await prepare(path, goal, call);
  call.signal.throwIfAborted();
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

async function prepare(path: string, goal: Goal, call: Call): Promise<string> {
  const owner = goal.owner === undefined ? undefined : await allowedUser(goal.owner, settingsOf(call));
  const temporary = temporaryName(path, temporaryPrefix(path));
  await writeNew(temporary, goal.content, async () => {
    if (owner !== undefined) await chown(temporary, owner.uid, owner.gid);
    await chmod(temporary, Number.parseInt(goal.mode, 8));
  });
  return temporary;
}

function temporaryPrefix(path: string): string {
  return `.isotherm-${nameFor(path)}-`;
}

/** What a crash left: nobody else makes names of this form. */
async function removeTemporaries(path: string): Promise<void> {
  const prefix = temporaryPrefix(path);
  for (const name of await namesIn(dirname(path))) {
    if (name.startsWith(prefix)) await rm(join(dirname(path), basename(name)), { force: true });
  }
}

async function identityOf(path: string): Promise<string | undefined> {
  const stat = await unlessMissing(lstat(path, { bigint: true }));
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}`;
}

async function look(path: string, goal: Goal): Promise<Observation<Attributes>> {
  const stat = await unlessMissing(lstat(path));
  if (stat === undefined) return { status: 'absent', reason: `${path} is not there` };
  if (!stat.isFile()) return { status: 'broken', reason: `${path} is not a regular file` };
  const content = await unlessMissing(readFile(path));
  if (content === undefined) return { status: 'absent', reason: `${path} is not there` };
  const sha256 = createHash('sha256').update(content).digest('hex');
  return {
    status: 'ready',
    properties: {
      content: `sha256:${sha256}`,
      mode: modeOf(stat),
      ...(goal.owner === undefined ? {} : { owner: await userName(stat.uid) }),
    },
    attributes: { path, sha256, sizeBytes: content.byteLength },
  };
}
