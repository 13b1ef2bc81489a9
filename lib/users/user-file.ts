import { readFileSync, statSync, type Stats } from 'node:fs';
import { IsothermError } from '../errors.js';
import { reasonOf } from '../reason-of.js';
import { isOpen } from '../secrets/key-file.js';
import { isPasswordHash } from './password.js';

export interface User {
  readonly name: string;
  /** Of the password. */
  readonly hash: string;
  /** Roles by project. */
  readonly projects: ReadonlyMap<string, readonly string[]>;
}

export type Users = ReadonlyMap<string, User>;

/** The users of a file, read again whenever it changes. A file that is not there has none. */
export class UserFile {
  private users: Users = new Map();
  private seen = '';

  constructor(readonly path: string) {}

  /** @throws IsothermError `config.invalid` when the file cannot be used: nobody is known then. */
  read(): Users {
    const stats = statSync(this.path, { throwIfNoEntry: false });
    const stamp = stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs} ${stats.mode}` : 'none';
    if (stamp === this.seen) return this.users;
    // Should it fail now, the next one tries again.
    this.seen = '';
    this.users = stats ? usersOf(this.path, stats) : new Map<string, User>();
    this.seen = stamp;
    return this.users;
  }
}

function usersOf(path: string, stats: Stats): Users {
  if (isOpen(stats, process.getuid?.())) {
    throw invalid(path, `it can be read by others: run chmod 600 ${path}`);
  }
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw invalid(path, reasonOf(cause), cause);
  }
  return parseUsers(text, path);
}

/**
 * A line for each user: `name:hash:project=role,role;project=role`, the format of `htpasswd` with a third field. Without that field a
 * user may log in and do nothing.
 * @throws IsothermError `config.invalid`, which tells no hash
 */
export function parseUsers(text: string, path: string): Users {
  const users = new Map<string, User>();
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [name = '', hash = '', projects = '', ...more] = line.trim().split(':');
    const wrong = (what: string) => invalid(path, `line ${at + 1}: ${what}`);
    if (!isUserName(name)) throw wrong('it does not begin with the name of a user');
    if (users.has(name)) throw wrong(`there is another user "${name}"`);
    if (!isPasswordHash(hash))
      throw wrong(`the password of "${name}" is not hashed by bcrypt (4 to 14 rounds) or scrypt`);
    if (more.length > 0) throw wrong(`the user "${name}" has more than three fields`);
    const granted = grantsOf(projects);
    if (granted === undefined)
      throw wrong(`the projects of "${name}" are not like shop=member,reader;lab=admin`);
    users.set(name, { name, hash, projects: granted });
  }
  return users;
}

/** The line of a user. */
export function userLine({ name, hash, projects }: User): string {
  const grants = Array.from(projects, ([project, roles]) => `${project}=${roles.join(',')}`);
  return [name, hash, grants.join(';')].join(':');
}

export function isUserName(name: string): boolean {
  return /^[^\s:#/][^\s:/]{0,254}$/.test(name);
}

/** Of projects and roles: what can stand in a URL and in the file. */
export function isProjectName(name: string): boolean {
  return /^[\w.@-]{1,255}$/.test(name);
}

function grantsOf(text: string): User['projects'] | undefined {
  const projects = new Map<string, readonly string[]>();
  for (const grant of text.split(';').filter((each) => each.trim() !== '')) {
    const [project = '', roles = '', ...more] = grant.trim().split('=');
    const names = roles.split(',').map((role) => role.trim());
    if (more.length > 0 || projects.has(project) || ![project, ...names].every(isProjectName))
      return undefined;
    projects.set(project, names);
  }
  return projects;
}

function invalid(path: string, what: string, cause?: unknown): IsothermError {
  return new IsothermError('config.invalid', `The user file ${path} cannot be used: ${what}.`, { cause });
}
