import { setTimeout as delay } from 'node:timers/promises';
import { Transient } from '../../../handler/index.js';
import { isAlive, type Identity } from '../shim/identity.js';
import { signalGroup } from './signal-group.js';
import { claimRun, readRunFile, removeRunFile, writeRunFile, type StopRequest } from '../shim/run-files.js';

const POLL_MS = 10;
/** How long after the grace period a killed process may take to be gone. */
const KILL_MS = 10_000;

/**
 * Ends a run for good: a shim not yet there will never start it, a running process is stopped. May be called again.
 * A process that lost its shim is stopped directly.
 */
export async function stopRun(run: string, how: StopRequest, signal: AbortSignal): Promise<void> {
  if (claimRun(run, { shim: null })) {
    removeRunFile(run, 'spec');
    return;
  }
  const shim = readRunFile(run, 'claim')?.shim ?? null;
  if (shim === null) return;
  const asked = performance.now();
  if (isAlive(shim)) {
    writeRunFile(run, 'stop', how);
    send(shim, 'SIGTERM');
  }
  const until = asked + how.graceMs + KILL_MS;
  let direct = false;
  for (;;) {
    const started = readRunFile(run, 'started');
    const runs = started !== undefined && isAlive(started);
    if (!isAlive(shim)) {
      if (!runs) return;
      if (!direct) {
        send(started, how.signal);
        // One that is suspended could not heed it.
        signalGroup(started, 'SIGCONT');
      }
      direct = true;
      if (performance.now() > asked + how.graceMs) signalGroup(started, 'SIGKILL');
    }
    if (performance.now() > until) {
      throw new Transient(
        `Process ${started?.pid ?? shim.pid} does not end, not even by SIGKILL; look at what it waits for`,
      );
    }
    await delay(POLL_MS, undefined, { signal });
  }
}

function send(to: Identity, signal: NodeJS.Signals): void {
  try {
    process.kill(to.pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
