import { randomUUID } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { parseUsers, userLine, type User, type Users } from './user-file.js';

/** The users of a file; none of one that is not there. @throws IsothermError `config.invalid` */
export function readUsers(path: string): Users {
  return existsSync(path) ? parseUsers(readFileSync(path, 'utf8'), path) : new Map<string, User>();
}

/**
 * Writes the user's line in place of the one there is; undefined takes it out. Other lines stay as they are. The file appears whole,
 * readable by its owner only, who stays the same.
 */
export function writeUser(path: string, name: string, user: User | undefined): void {
  const old = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = old.split('\n').filter((line) => line !== '');
  const at = lines.findIndex((line) => line.trimStart().startsWith(`${name}:`));
  const place = at < 0 ? lines.length : at;
  lines.splice(place, at < 0 ? 0 : 1, ...(user ? [userLine(user)] : []));
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, lines.map((line) => `${line}\n`).join(''), { mode: 0o600, flag: 'wx' });
    if (existsSync(path)) {
      const { uid, gid } = statSync(path);
      if (uid !== process.getuid?.()) chownSync(draft, uid, gid);
    }
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}
