import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, processIdentity } from '../../lib/embedded-postgres/process-identity.js';

interface Owner {
  readonly pid: number;
  readonly identity: string;
}

/** The process that runs the instance of a data directory; undefined: none does. */
export function findOwner(path: string): number | undefined {
  try {
    const owner = JSON.parse(readFileSync(path, 'utf8')) as Owner;
    return isAlive(owner.pid, owner.identity) ? owner.pid : undefined;
  } catch {
    return undefined;
  }
}

/** Makes this process the owner. False: another living one is. What a killed one left is taken over. */
export function becomeOwner(path: string): boolean {
  const text = JSON.stringify({ pid: process.pid, identity: processIdentity(process.pid) ?? '' });
  for (let tries = 0; tries < 2; tries += 1) {
    try {
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
      return true;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = findOwner(path);
      if (owner !== undefined) return owner === process.pid;
      rmSync(path, { force: true });
    }
  }
  return false;
}

export function endOwnership(path: string): void {
  if (findOwner(path) === process.pid) rmSync(path, { force: true });
}
