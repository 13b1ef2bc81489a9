import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { homedir, userInfo } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { Permanent } from '../../handler/index.js';
import { mustBeAllowedProgram } from './allowed-path.js';
import type { Settings } from './settings.js';
import { allowedUser, type SystemUser } from './users.js';

/** Of the worker's own environment a program sees this and nothing else: the rest may hold the worker's secrets. */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR'];

/** What of a goal says how a program is run. */
export interface ProgramGoal {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user?: string | undefined;
}

export interface Program {
  /** Absolute path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** What of `env` the goal says; the rest is no secret. */
  readonly given: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user?: { readonly uid: number; readonly gid: number };
}

/** Works out what to execute. @throws Permanent when it is not there or not allowed. */
export async function programOf(goal: ProgramGoal, settings: Settings): Promise<Program> {
  const path = goal.env['PATH'] ?? process.env['PATH'] ?? '/usr/bin:/bin';
  const program = await search(goal.command, path);
  mustBeAllowedProgram(program, settings);
  const named = goal.user === undefined ? undefined : await allowedUser(goal.user, settings);
  const env = { ...baseEnvironment(named), ...goal.env };
  const user =
    named === undefined || named.uid === process.getuid?.()
      ? {}
      : { user: { uid: named.uid, gid: named.gid } };
  return { program, args: goal.args, env, given: goal.env, cwd: goal.cwd, ...user };
}

async function search(command: string, path: string): Promise<string> {
  if (command.includes('/') && !isAbsolute(command)) {
    throw new Permanent(
      `Command "${command}" is a relative path; give an absolute one, or a name to look for in PATH`,
    );
  }
  const candidates = isAbsolute(command)
    ? [command]
    : path
        .split(delimiter)
        .filter(isAbsolute)
        .map((each) => join(each, command));
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return candidate;
  }
  throw new Permanent(
    `Command "${command}" is not an executable file${isAbsolute(command) ? '' : ` in ${path}`}; install it or name another one`,
  );
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function baseEnvironment(user: SystemUser | undefined): Record<string, string> {
  const name = user?.name ?? userInfo().username;
  const env: Record<string, string> = { HOME: user?.home ?? homedir(), USER: name, LOGNAME: name };
  for (const each of INHERITED) {
    const value = process.env[each];
    if (value !== undefined) env[each] = value;
  }
  return env;
}
