import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Permanent, Transient } from '../../handler/index.js';
import { readIfThere, replacePrivate } from './durable-file.js';
import { OutputLog } from './output-log.js';
import type { Program } from './program.js';
import { identityOf, isAlive, type Identity } from './shim/identity.js';

/** How much of each output is kept: its end, where the reason of a failure stands. */
const OUTPUT_BYTES = 16_384;
const POLL_MS = 10;
const ERROR_CHARACTERS = 300;

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program to its end. If an earlier worker's run of this record still goes on, it is killed first, so that two
 * never overlap. `directory` is private and holds who runs.
 * @throws Permanent when it exits with another code than 0; Transient when it was ended by a signal or took too long.
 */
export async function runCommand(
  program: Program,
  directory: string,
  timeoutMs: number,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<CommandResult> {
  await endEarlierRun(directory);
  signal.throwIfAborted();
  const child = spawn(
    '/bin/sh',
    ['-c', 'read -r go <&3 && exec 3<&- && exec "$@"', 'sh', program.program, ...program.args],
    {
      cwd: program.cwd,
      env: program.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
      ...program.user,
    },
  );
  const stdout = new Tail();
  const stderr = new Tail();
  const said = (line: string) => log(redact(line, program));
  const logs = [new OutputLog(said), new OutputLog(said)] as const;
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout.add(chunk);
    logs[0].add(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr.add(chunk);
    logs[1].add(chunk);
  });
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new Permanent(`${program.program} could not be started: ${cause.message}`, { cause })),
    );
    child.once('close', (code, by) => resolve({ code, signal: by }));
  });
  // Failures before the end is awaited are told there.
  ended.catch(() => undefined);
  const stop = () => killGroup(child.pid);
  const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  limit.addEventListener('abort', stop, { once: true });
  try {
    // The program waits at the gate until its number is on the disk, so that a retry always finds it.
    const identity = child.pid === undefined ? undefined : identityOf(child.pid);
    if (identity !== undefined) await replacePrivate(join(directory, 'running'), JSON.stringify(identity));
    openGate(child.stdio[3]);
    const end = await ended;
    for (const output of logs) output.end();
    signal.throwIfAborted();
    if (end.code === 0) return { stdout: stdout.text(), stderr: stderr.text() };
    if (limit.aborted) {
      throw new Transient(
        `${program.program} took longer than ${timeoutMs / 1000} s and was killed; raise "timeout"`,
      );
    }
    const last = redact(stderr.text().trim(), program).slice(-ERROR_CHARACTERS);
    const how = end.code === null ? `was ended by ${end.signal ?? 'a signal'}` : `exited with ${end.code}`;
    const message = `${program.program} ${how}${last === '' ? '' : `: ${last}`}`;
    throw end.code === null ? new Transient(message) : new Permanent(message);
  } finally {
    limit.removeEventListener('abort', stop);
    stop();
  }
}

/** Kills what an earlier worker began under this record and did not live to end. */
export async function endEarlierRun(directory: string): Promise<void> {
  const text = await readIfThere(join(directory, 'running'));
  if (text === undefined) return;
  const earlier = JSON.parse(text) as Identity;
  while (isAlive(earlier)) {
    killGroup(earlier.pid);
    await delay(POLL_MS);
  }
}

function openGate(gate: unknown): void {
  if (typeof gate !== 'object' || gate === null || !('end' in gate)) return;
  const pipe = gate as NodeJS.WritableStream;
  pipe.on('error', () => undefined);
  pipe.end('go\n');
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in the group.
  }
}

/** Values of the environment that was given may be secrets: neither log nor error shows them. */
function redact(text: string, program: Program): string {
  let clean = text;
  for (const value of Object.values(program.given)) {
    if (value.startsWith('/')) continue;
    // The log is written line by line: no line of a value with several may show either.
    for (const part of new Set([value, ...value.split(/\r?\n/)]))
      if (part.length >= 4) clean = clean.replaceAll(part, '******');
  }
  return clean;
}

class Tail {
  private kept = Buffer.alloc(0);

  add(chunk: Buffer): void {
    this.kept = Buffer.concat([this.kept, chunk]).subarray(-OUTPUT_BYTES);
  }

  text(): string {
    // PostgreSQL and people can do without NUL.
    return this.kept.toString('utf8').replaceAll('\0', '');
  }
}
