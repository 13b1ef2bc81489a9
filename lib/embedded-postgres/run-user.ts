import { execFileSync, spawnSync } from 'node:child_process';
import { IsothermError } from '../errors.js';

/** Whom PostgreSQL runs as when we are root, which it refuses to run as. */
export interface RunUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** Undefined: we are not root, and it runs as we do. */
export function findRunUser(names: readonly string[] = ['postgres', 'nobody']): RunUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of names) {
    try {
      return { name, uid: idOf('-u', name), gid: idOf('-g', name) };
    } catch {
      continue; // no such user
    }
  }
  throw new IsothermError(
    'postgres.start-failed',
    `PostgreSQL does not run as root and there is no user ${names.join(' or ')}: add one, or run as another user`,
  );
}

function idOf(flag: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

/** True when the user can enter the directory, whatever lies above it. */
export function canUse(directory: string, user: RunUser | undefined): boolean {
  return (
    spawnSync('/bin/sh', ['-c', 'test -x "$1"', 'sh', directory], { ...asUser(user), cwd: '/' }).status === 0
  );
}

/** Spawn options that make a child run as the user. */
export function asUser(user: RunUser | undefined): { uid?: number; gid?: number } {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid };
}
