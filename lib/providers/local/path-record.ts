import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Call } from '../../handler/contract.js';
import { Permanent } from '../../handler/index.js';
import { makePrivateDirectory, readIfThere, replacePrivate } from './durable-file.js';
import { settingsOf } from './settings.js';

/**
 * What the state directory knows of a managed path. Written before the path is touched, so that after a crash
 * a retry can tell its own work from what somebody else put there.
 */
export interface PathRecord {
  readonly type: string;
  readonly path: string;
  /** The idempotency key of the create that holds the path. */
  readonly key: string;
  readonly stackId: string;
  /** `making`: nothing of ours may be there yet. `kept`: it was there before and is not ours to remove. */
  readonly state: 'making' | 'ours' | 'kept';
  /** Of the file about to appear under the path: its inode tells it from a stranger's. */
  readonly inode?: string;
  /** Directories made on the way, outermost first. */
  readonly parents?: readonly string[];
}

/** A short name for a key or path that is safe in file names. */
export function nameFor(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}

/** As a name that is safe: what `nameFor` made stays, and of anything else that a user may write comes a name that nothing has. */
export function safeName(id: string): string {
  return /^[0-9a-f]{24}$/.test(id) ? id : nameFor(id);
}

/** The record of a path; undefined when it is not managed from this state directory. */
export async function readRecord(path: string, call: Call): Promise<PathRecord | undefined> {
  const text = await readIfThere(recordFile(path, call));
  return text === undefined ? undefined : (JSON.parse(text) as PathRecord);
}

export async function writeRecord(record: PathRecord, call: Call): Promise<void> {
  await makePrivateDirectory(join(settingsOf(call).stateDirectory, 'paths'));
  await replacePrivate(recordFile(record.path, call), JSON.stringify(record));
}

export async function removeRecord(path: string, call: Call): Promise<void> {
  await rm(recordFile(path, call), { force: true });
}

/**
 * The record if this call may act on it. Another instance's record passes within a stack only: that is a resource
 * renamed, or a new instance after the old thing vanished, and the new one takes the path over.
 * @throws Permanent when another stack holds the path.
 */
export async function recordForCreate(
  type: string,
  path: string,
  call: Call,
): Promise<PathRecord | undefined> {
  const record = await readRecord(path, call);
  if (record === undefined) return undefined;
  if (record.key !== call.idempotencyKey && record.stackId !== call.stack.id) {
    throw new Permanent(
      `${path} is taken by another stack (${record.stackId}); choose another path, or import this one if that stack is gone or has left it behind`,
    );
  }
  mustBeOfType(type, record);
  return record;
}

/** Refuses a path that is managed as something else. */
export function mustBeOfType(type: string, { path, type: managedAs }: PathRecord): void {
  if (managedAs !== type) throw new Permanent(`${path} is managed as ${managedAs}; choose another path`);
}

function recordFile(path: string, call: Call): string {
  return join(settingsOf(call).stateDirectory, 'paths', `${nameFor(path)}.json`);
}
