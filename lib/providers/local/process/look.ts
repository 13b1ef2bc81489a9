import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Observation } from '../../../handler/contract.js';
import { isAlive } from '../shim/identity.js';
import { readRunFile, type Ended } from '../shim/run-files.js';
import { readCurrent, type ProcessRecord } from './record.js';

export type Restart = 'always' | 'on-failure' | 'never';

export interface ProcessAttributes {
  readonly pid: number | null;
  readonly startedAt: string | null;
  readonly exitCode: number | null;
  readonly logFile: string;
  readonly [name: string]: string | number | null;
}

/** Between the end of a process and its record lies a moment. */
const END_RECORD_MS = 300;
const POLL_MS = 10;

/** How the process is, by its record and by what runs. Changes nothing. */
export async function lookAt(
  record: ProcessRecord,
  restart: Restart,
): Promise<Observation<ProcessAttributes>> {
  const current = await readCurrent(record);
  if (current === undefined) return { status: 'absent', reason: 'There is no record of the process' };
  const run = join(record.directory, current.run);
  const claim = readRunFile(run, 'claim');
  if (claim === undefined) return { status: 'pending', reason: 'Its supervisor is being started' };
  if (claim.shim === null) return { status: 'absent', reason: 'It was stopped' };
  const started = readRunFile(run, 'started');
  const attributes = {
    pid: started?.pid ?? null,
    startedAt: started === undefined ? null : new Date(started.at).toISOString(),
    exitCode: null,
    logFile: record.logFile,
  };
  if (started !== undefined && isAlive(started)) {
    // Without its shim it still does its work; only its output is lost, and how it will end.
    return { status: 'ready', attributes };
  }
  const until = performance.now() + END_RECORD_MS;
  let ended = readRunFile(run, 'ended');
  while (ended === undefined && isAlive(claim.shim) && performance.now() < until) {
    await delay(POLL_MS);
    ended = readRunFile(run, 'ended');
  }
  if (ended !== undefined) {
    return {
      ...judge(ended, restart, record.logFile),
      attributes: { ...attributes, pid: null, exitCode: ended.code },
    };
  }
  if (isAlive(claim.shim)) return { status: 'pending', reason: 'It is being started' };
  const gone = { ...attributes, pid: null };
  return {
    status: 'absent',
    attributes: gone,
    reason: 'It is gone, and so is its supervisor: how it ended is not known',
  };
}

function judge(ended: Ended, restart: Restart, logFile: string): Pick<Observation, 'status' | 'reason'> {
  if (ended.error !== undefined)
    return { status: 'broken', reason: `It could not be started: ${ended.error}` };
  if (restart === 'never' || (restart === 'on-failure' && ended.code === 0)) return { status: 'ready' };
  const at = new Date(ended.at).toISOString();
  if (ended.signal !== null) return { status: 'absent', reason: `It was ended by ${ended.signal} at ${at}` };
  return { status: 'broken', reason: `It exited with ${ended.code} at ${at}; its output is in ${logFile}` };
}
