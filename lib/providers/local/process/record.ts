import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Call } from '../../../handler/contract.js';
import { namesIn, readIfThere } from '../durable-file.js';
import { nameFor, safeName } from '../path-record.js';
import { settingsOf } from '../settings.js';

/**
 * The record of one process: `processes/ID/` holds `current`, the log and a directory `run-RUN` for each start.
 * A run belongs to one action of one instance, by its idempotency key, so that a retry finds the run it began.
 */
export interface ProcessRecord {
  readonly id: string;
  readonly directory: string;
  readonly logFile: string;
}

/** What the record says is to run. */
export interface Current {
  readonly run: string;
  readonly salt: string;
  /** Of everything whose change restarts the process: salted, as it may be computed from a secret. */
  readonly digest: string;
}

export function recordOf(id: string, call: Call): ProcessRecord {
  return recordIn(settingsOf(call).stateDirectory, id);
}

export function recordIn(stateDirectory: string, id: string): ProcessRecord {
  const directory = join(stateDirectory, 'processes', safeName(id));
  return { id, directory, logFile: join(directory, 'output.log') };
}

export function runName(idempotencyKey: string): string {
  return `run-${nameFor(idempotencyKey)}`;
}

/** The run in force; undefined before the first. */
export async function readCurrent(record: ProcessRecord): Promise<Current | undefined> {
  const text = await readIfThere(join(record.directory, 'current'));
  return text === undefined ? undefined : (JSON.parse(text) as Current);
}

/** Every run of which something is left, the one in force among them. */
export async function runsOf(record: ProcessRecord): Promise<string[]> {
  return (await namesIn(record.directory)).filter((name) => name.startsWith('run-'));
}

export function newCurrent(run: string, what: string): Current {
  const salt = randomBytes(16).toString('hex');
  return { run, salt, digest: digest(salt, what) };
}

export function isSame(current: Current, what: string): boolean {
  return digest(current.salt, what) === current.digest;
}

function digest(salt: string, what: string): string {
  return createHash('sha256').update(salt).update(what).digest('hex');
}
