/**
 * The parent of one managed process: `node shim/main.js RUN_DIRECTORY`, in a session of its own, so that it and the
 * process outlive the worker. Of any number of shims started for a run, one claims it and the others end.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { identityOf } from './identity.js';
import { LogFile } from './log-file.js';
import { claimRun, readRunFile, removeRunFile, writeRunFile, type Spec } from './run-files.js';

/**
 * The process waits at a gate until its number is recorded, and ends if the shim dies before: so no command ever
 * runs that nobody knows of. `exec` keeps number and start time.
 */
const GATE = 'read -r go <&3 && exec 3<&- && exec "$@"';

/** How long output is still read after the end: something it left behind may hold the pipe open. */
const DRAIN_MS = 500;

const run = process.argv[2];
if (run === undefined) throw new Error('usage: node main.js RUN_DIRECTORY');

let child: ChildProcess | undefined;
let stopping = false;
let stopDefaults: Spec['stop'] = { signal: 'SIGTERM', graceMs: 10_000 };

// First of all: a stop may come at any moment from here on.
process.on('SIGTERM', stop);
for (const signal of ['SIGINT', 'SIGHUP', 'SIGPIPE'] as const) process.on(signal, () => undefined);

supervise(run);

function supervise(run: string): void {
  const self = identityOf(process.pid);
  const spec = readRunFile(run, 'spec');
  if (self === undefined || spec === undefined || !claimRun(run, { shim: self })) process.exit(0);
  try {
    start(run, spec);
  } catch (error) {
    end(run, { code: null, signal: null, error: error instanceof Error ? error.message : String(error) });
  }
}

function start(run: string, spec: Spec): void {
  const log = new LogFile(spec.log.file, spec.log.maxBytes, spec.log.files);
  const started = spawn('/bin/sh', ['-c', GATE, 'sh', spec.program, ...spec.args], {
    cwd: spec.cwd,
    env: spec.env,
    // A group of its own: it can be killed as a whole without the shim.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    ...spec.user,
  });
  child = started;
  started.stdout?.on('data', (chunk: Buffer) => log.write(chunk));
  started.stderr?.on('data', (chunk: Buffer) => log.write(chunk));
  started.on('error', (error) => end(run, { code: null, signal: null, error: error.message }));
  started.on('exit', (code, signal) => {
    // Whatever it started and left behind ends with it.
    signalGroup(started.pid, 'SIGKILL');
    writeEnd(run, { code, signal });
    started.on('close', () => process.exit(0));
    setTimeout(() => process.exit(0), DRAIN_MS);
  });
  const identity = started.pid === undefined ? undefined : identityOf(started.pid);
  if (identity === undefined) return;
  writeRunFile(run, 'started', { ...identity, at: Date.now() });
  removeRunFile(run, 'spec');
  const gate = started.stdio[3];
  if (gate === null || gate === undefined || !('write' in gate)) throw new Error('the gate has no pipe');
  gate.on('error', () => undefined);
  gate.end('go\n');
  if (stopping) signalChild(spec.stop);
  else stopDefaults = spec.stop;
}

function stop(): void {
  if (stopping) return;
  stopping = true;
  if (run !== undefined) signalChild(readRunFile(run, 'stop') ?? stopDefaults);
}

function signalChild(how: Spec['stop']): void {
  const pid = child?.pid;
  if (pid === undefined) return;
  child?.kill(how.signal);
  // One that is suspended could not heed it.
  signalGroup(pid, 'SIGCONT');
  setTimeout(() => signalGroup(pid, 'SIGKILL'), how.graceMs);
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

function end(run: string, how: { code: number | null; signal: string | null; error?: string }): never {
  writeEnd(run, how);
  signalGroup(child?.pid, 'SIGKILL');
  process.exit(1);
}

function writeEnd(run: string, how: { code: number | null; signal: string | null; error?: string }): void {
  try {
    writeRunFile(run, 'ended', { ...how, at: Date.now() });
  } catch {
    // The run was removed meanwhile: nobody asks any more.
  }
}
