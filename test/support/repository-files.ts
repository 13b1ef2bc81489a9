import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root.js';

/** Paths of all files of the repository, committed or about to be; from its root. */
export function repositoryFiles(): string[] {
  // Whoever owns the clone: only names of files are asked for.
  const args = ['-c', 'safe.directory=*', 'ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const listed = execFileSync('git', args, { cwd: packageRoot, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return [...new Set(listed.split('\0'))].filter((path) => path !== '' && textOf(path) !== undefined).sort();
}

/** Undefined: it was removed, or is a link to something that is no file. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(join(packageRoot, path), 'utf8');
  } catch {
    return undefined;
  }
}
