import { chmod, chown, link, lstat, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Call } from '../../../handler/contract.js';
import { Permanent, Transient } from '../../../handler/index.js';
import { codeOf, namesIn, syncDirectory, temporaryName, unlessMissing, writeNew } from '../durable-file.js';
import { nameFor, writeRecord, type PathRecord } from '../path-record.js';
import { settingsOf } from '../settings.js';
import { allowedUser } from '../users.js';

/** What a file is to become. */
export interface FileGoal {
  readonly content: string | Buffer;
  /** In octal. */
  readonly mode: string;
  readonly owner?: string | undefined;
}

/** Makes a file that was not there. A link refuses a name that somebody took meanwhile, which a rename would overwrite. */
export async function appear(claim: Omit<PathRecord, 'state'>, goal: FileGoal, call: Call): Promise<void> {
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

/** Writes a file anew, as a whole. */
export async function replaceFile(path: string, goal: FileGoal, call: Call): Promise<void> {
  if ((await lstat(path).catch(() => undefined))?.isDirectory() === true) {
    throw new Permanent(`${path} is a directory; remove it or choose another path`);
  }
  const temporary = await prepare(path, goal, call);
  call.signal.throwIfAborted();
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

async function prepare(path: string, goal: FileGoal, call: Call): Promise<string> {
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
export async function removeTemporaries(path: string): Promise<void> {
  const prefix = temporaryPrefix(path);
  for (const name of await namesIn(dirname(path))) {
    if (name.startsWith(prefix)) await rm(join(dirname(path), basename(name)), { force: true });
  }
}

/** Tells what lies under a path from what lay there before; undefined when nothing does. */
export async function identityOf(path: string): Promise<string | undefined> {
  const stat = await unlessMissing(lstat(path, { bigint: true }));
  return stat === undefined ? undefined : `${stat.dev}:${stat.ino}`;
}
