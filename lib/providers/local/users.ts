import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { Permanent } from '../../handler/index.js';
import type { Settings } from './settings.js';

const run = promisify(execFile);

export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

/**
 * The user of that name, if things may be run as or given to him.
 * @throws Permanent when the settings do not allow him, or the system does not know him.
 */
export async function allowedUser(name: string, settings: Settings): Promise<SystemUser> {
  const self = userInfo();
  if (name === self.username) return { name, uid: self.uid, gid: self.gid, home: self.homedir };
  if (!settings.dev && !settings.users.includes(name)) {
    throw new Permanent(
      `User "${name}" is not allowed here; add it to "users" in the settings of the provider "local"`,
    );
  }
  if (self.uid !== 0) {
    throw new Permanent(
      `Only root can act for user "${name}", and the worker runs as "${self.username}"; leave the user out`,
    );
  }
  // `id` asks whatever the system is configured to ask (files, LDAP), which reading /etc/passwd would not.
  const [uid, gid] = await Promise.all([idOf(name, '-u'), idOf(name, '-g')]);
  return { name, uid, gid, home: '/' };
}

async function idOf(name: string, what: '-u' | '-g'): Promise<number> {
  try {
    const { stdout } = await run('id', [what, '--', name]);
    return Number(stdout.trim());
  } catch (cause) {
    throw new Permanent(`User "${name}" is not known on this node; create it or name another one`, { cause });
  }
}

const names = new Map<number, string>();

/** The name of a numeric user; the number itself when he has none. */
export async function userName(uid: number): Promise<string> {
  const known = names.get(uid);
  if (known !== undefined) return known;
  let name = String(uid);
  try {
    name = (await run('id', ['-nu', '--', String(uid)])).stdout.trim();
  } catch {
    // A file may belong to a user who was removed: his number names him.
  }
  names.set(uid, name);
  return name;
}
