import { randomBytes } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Makes what happened to the names in a directory survive a power cut. */
export async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Makes a directory that only its owner may enter, with its parents. */
export async function makePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/** A new name in the directory of `path` that nobody else uses; all of them begin with `prefix`. */
export function temporaryName(path: string, prefix: string): string {
  return join(dirname(path), `${prefix}${randomBytes(6).toString('hex')}.tmp`);
}

/** Writes a new file, readable by its owner only, and syncs it. `prepare` may set owner and mode before it is closed. */
export async function writeNew(
  path: string,
  data: string | Buffer,
  prepare?: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(data);
    await prepare?.(file);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Replaces a private file as a whole: after a crash it holds the old content or the new, never a part. */
export async function replacePrivate(path: string, data: string): Promise<void> {
  const temporary = temporaryName(path, '.write-');
  await writeNew(temporary, data);
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

/**
 * Makes a private file unless one of that name is there; it appears with its content or not at all.
 * Of any number of callers exactly one gets `true`.
 */
export async function claimPrivate(path: string, data: string): Promise<boolean> {
  const temporary = temporaryName(path, '.claim-');
  await writeNew(temporary, data);
  try {
    await link(temporary, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  await syncDirectory(dirname(path));
  return true;
}

/** The text of a file; undefined when there is none. */
export async function readIfThere(path: string): Promise<string | undefined> {
  return unlessMissing(readFile(path, 'utf8'));
}

/** The names in a directory; none when it is not there. */
export async function namesIn(path: string): Promise<string[]> {
  return (await unlessMissing(readdir(path))) ?? [];
}

/** What `promise` yields, or undefined when a file or a directory on its way is not there. */
export async function unlessMissing<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** The system's code of an error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
