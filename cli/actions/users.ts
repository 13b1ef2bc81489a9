import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { IsothermError } from '../../lib/errors.js';
import { readUsers, writeUser } from '../../lib/users/edit-users.js';
import { hashPassword } from '../../lib/users/password.js';
import { isProjectName, isUserName, type User } from '../../lib/users/user-file.js';
import { askNewPassword } from '../ask-password.js';
import { defaultDataDirectory, devPlaces } from '../dev/places.js';
import { table } from '../table.js';

export interface UserOptions {
  readonly file?: string;
  readonly data?: string;
}

export interface AddOptions extends UserOptions {
  readonly project: string;
  readonly role?: readonly string[];
}

/** Makes a user, who has the roles in one project; more come by `grantRoles`. */
export async function addUser(name: string, options: AddOptions): Promise<void> {
  const path = pathOf(options);
  if (!isUserName(name))
    throw usage(`"${name}" cannot be the name of a user: leave out spaces, colons and slashes.`);
  if (readUsers(path).has(name))
    throw usage(`There is a user "${name}" already: see "isotherm user password".`);
  const projects = new Map([granted(options.project, options.role ?? ['member'])]);
  const hash = await hashPassword(await askNewPassword(name));
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeUser(path, name, { name, hash, projects });
}

export async function changePassword(name: string, options: UserOptions): Promise<void> {
  const user = userOf(name, options);
  writeUser(pathOf(options), name, { ...user, hash: await hashPassword(await askNewPassword(name)) });
}

/** The user has these roles in the project and no others; without any it is taken out of it. */
export function grantRoles(
  name: string,
  project: string,
  roles: readonly string[],
  options: UserOptions,
): void {
  const user = userOf(name, options);
  const projects = new Map(user.projects);
  if (roles.length === 0) projects.delete(project);
  else projects.set(...granted(project, roles));
  writeUser(pathOf(options), name, { ...user, projects });
}

export function removeUser(name: string, options: UserOptions): void {
  userOf(name, options);
  writeUser(pathOf(options), name, undefined);
}

/** A table of users with their roles by project. */
export function listUsers(options: UserOptions): string {
  const rows = Array.from(readUsers(pathOf(options)).values(), ({ name, projects }) => [
    name,
    Array.from(projects, ([project, roles]) => `${project}: ${roles.join(', ')}`).join('; '),
  ]);
  return table(['USER', 'ROLES'], rows);
}

function granted(project: string, roles: readonly string[]): [string, readonly string[]] {
  const bad = [project, ...roles].find((name) => !isProjectName(name));
  if (bad === undefined) return [project, roles];
  throw usage(`"${bad}" cannot be the name of a project or role: take letters, digits, and . _ @ -`);
}

function userOf(name: string, options: UserOptions): User {
  const user = readUsers(pathOf(options)).get(name);
  if (user) return user;
  throw usage(`There is no user "${name}" in ${pathOf(options)}.`);
}

function pathOf({ file, data }: UserOptions): string {
  return file === undefined ? devPlaces(data ?? defaultDataDirectory()).users : resolve(file);
}

function usage(message: string): IsothermError {
  return new IsothermError('cli.usage', message);
}
