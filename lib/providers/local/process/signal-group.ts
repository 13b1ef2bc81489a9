import { codeOf } from '../durable-file.js';
import { isAlive, type Identity } from '../shim/identity.js';

/** Signals a process and what it started, as far as that is in its group. Nothing when it has ended. */
export function signalGroup(leader: Identity, signal: NodeJS.Signals): void {
  if (!isAlive(leader)) return;
  try {
    process.kill(-leader.pid, signal);
  } catch (error) {
    // It ended meanwhile.
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}
