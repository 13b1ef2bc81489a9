import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Identity } from './identity.js';

/**
 * The files of one run of a process, in a directory that only the worker's user can enter. Worker and shim speak
 * through them alone, and each appears whole or not at all:
 *
 * | file    | written by | says |
 * |---|---|---|
 * | spec    | worker     | what to run; removed by the shim once it runs, as it may hold secrets |
 * | claim   | one shim, or whoever stops the run first | which shim runs it, or that none ever will |
 * | started | shim       | who the process is; written before the command begins |
 * | ended   | shim       | how it ended, or why it could not start |
 * | stop    | worker     | how to stop it; a SIGTERM to the shim makes it read this |
 */
export interface RunFiles {
  readonly spec: Spec;
  readonly claim: Claim;
  readonly started: Started;
  readonly ended: Ended;
  readonly stop: StopRequest;
}

export interface Spec {
  /** Absolute path of the program. */
  readonly program: string;
  readonly args: readonly string[];
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly stop: StopRequest;
  readonly log: { readonly file: string; readonly maxBytes: number; readonly files: number };
}

export interface StopRequest {
  readonly signal: NodeJS.Signals;
  readonly graceMs: number;
}

export type Claim = { readonly shim: Identity } | { readonly shim: null };

export interface Started extends Identity {
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Why it could not be started at all. */
  readonly error?: string;
}

/** What a file of the run says; undefined when it is not there. */
export function readRunFile<Name extends keyof RunFiles>(
  run: string,
  name: Name,
): RunFiles[Name] | undefined {
  try {
    return JSON.parse(readFileSync(join(run, name), 'utf8')) as RunFiles[Name];
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Writes a file of the run anew, as a whole. Throws when the run was removed. */
export function writeRunFile<Name extends keyof RunFiles>(
  run: string,
  name: Name,
  value: RunFiles[Name],
): void {
  renameSync(writeTemporary(run, name, value), join(run, name));
  syncDirectory(run);
}

/** Takes the run: true for one caller only, ever. Throws when the run was removed. */
export function claimRun(run: string, claim: Claim): boolean {
  const temporary = writeTemporary(run, 'claim', claim);
  try {
    linkSync(temporary, join(run, 'claim'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
  syncDirectory(run);
  return true;
}

export function removeRunFile(run: string, name: keyof RunFiles): void {
  rmSync(join(run, name), { force: true });
}

let count = 0;

function writeTemporary(run: string, name: string, value: unknown): string {
  const path = join(run, `${name}.${process.pid}.${(count += 1)}.tmp`);
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(value));
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return path;
}

function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
