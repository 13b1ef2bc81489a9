import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readRunFile, writeRunFile, type Spec } from '../shim/run-files.js';

const SHIM = fileURLToPath(new URL('../shim/main.js', import.meta.url));

/** A loaded machine may need long to start the shim; after this an observer goes on waiting for it. */
const START_MS = 10_000;
const POLL_MS = 10;

/**
 * Starts the command of a run, or finds it started: may be called again at any time and by several at once, since
 * only one shim ever claims a run. Returns once the process is known to run, or has ended, or time is up.
 */
export async function ensureStarted(run: string, spec: Spec, signal: AbortSignal): Promise<void> {
  await mkdir(run, { recursive: true, mode: 0o700 });
  if (readRunFile(run, 'claim') === undefined) {
    writeRunFile(run, 'spec', spec);
    signal.throwIfAborted();
    startShim(run);
  }
  const until = performance.now() + START_MS;
  while (performance.now() < until && readRunFile(run, 'started') === undefined) {
    const claim = readRunFile(run, 'claim');
    if (readRunFile(run, 'ended') !== undefined || claim?.shim === null) return;
    await delay(POLL_MS, undefined, { signal });
  }
}

/** In a session of its own and without our pipes: no signal to our group and no end of ours reaches it. */
function startShim(run: string): void {
  const shim = spawn(process.execPath, ['--max-old-space-size=32', '--max-semi-space-size=1', SHIM, run], {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', UV_THREADPOOL_SIZE: '1' },
    detached: true,
    stdio: 'ignore',
  });
  shim.on('error', () => undefined);
  shim.unref();
}

/** The directory of a run within its record. */
export function runDirectory(recordDirectory: string, run: string): string {
  return join(recordDirectory, run);
}
