import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { constants, type Stats } from 'node:fs';
import { lstat, open, type FileHandle } from 'node:fs/promises';
import type { Json, Observation } from '../../../handler/index.js';
import { codeOf, unlessMissing } from '../durable-file.js';
import { modeOf } from '../mode.js';
import { userName } from '../users.js';

export interface FileAttributes {
  readonly path: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly [name: string]: string | number;
}

/** Why there is no file to read. */
export interface Unread {
  readonly status: 'absent' | 'broken';
  readonly reason: string;
}

export interface Read {
  readonly stat: Stats;
  readonly content: Buffer;
}

/** Bytes of a content that is told as it is. Of a longer one, and of what is no text, its hash has to do. */
const TOLD_BYTES = 1_024;

/** How the file is. Changes nothing. */
export async function lookAt(
  path: string,
  goal: { readonly owner?: string | undefined },
): Promise<Observation<FileAttributes>> {
  const read = await readRegular(path);
  if ('status' in read) return read;
  const { stat, content } = read;
  const sha256 = hashOf(content);
  return {
    status: 'ready',
    properties: {
      content: told(content, sha256),
      mode: modeOf(stat),
      ...(goal.owner === undefined ? {} : { owner: await userName(stat.uid) }),
    },
    attributes: { path, sha256, sizeBytes: content.byteLength },
  };
}

export function hashOf(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Never a text that a template could take for a content, unless it is the content. */
function told(content: Buffer, sha256: string): Json {
  const isShort = content.byteLength <= TOLD_BYTES;
  return isShort && isUtf8(content) && !content.includes(0) ? content.toString() : { sha256 };
}

/**
 * Reads a regular file; follows no link, and waits for nobody at a pipe.
 * @param check may throw before anything is read
 */
export async function readRegular(path: string, check?: (stat: Stats) => void): Promise<Read | Unread> {
  const missing: Unread = { status: 'absent', reason: `${path} is not there` };
  const strange: Unread = { status: 'broken', reason: `${path} is not a regular file` };
  const before = await unlessMissing(lstat(path));
  if (before === undefined) return missing;
  // Devices are not even opened.
  if (!before.isFile()) return strange;
  let file: FileHandle | undefined;
  try {
    file = await unlessMissing(open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK));
    if (file === undefined) return missing;
    const stat = await file.stat();
    if (!stat.isFile()) return strange;
    check?.(stat);
    return { stat, content: await file.readFile() };
  } catch (error) {
    // A link took its place meanwhile.
    if (codeOf(error) === 'ELOOP') return strange;
    throw error;
  } finally {
    await file?.close();
  }
}
