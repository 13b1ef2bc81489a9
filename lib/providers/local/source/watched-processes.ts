import { join } from 'node:path';
import type { SourceContext } from '../../../handler/notification-source.js';
import { codeOf } from '../durable-file.js';
import { readCurrent, recordIn } from '../process/record.js';
import type { Settings } from '../settings.js';
import { isAlive } from '../shim/identity.js';
import { readRunFile } from '../shim/run-files.js';

/** A microsecond for each process: cheaper than a handle for each, and the same on Linux and macOS. */
const ASK_MS = 50;
/** How often the record of one that is being started is read again. */
const RECORD_MS = 1_000;

/**
 * Notices that a process has ended, within `ASK_MS`, by signal 0. A number that is used again within that time would be missed, and
 * is seen by the next look.
 */
export class WatchedProcesses {
  /** By physical id; undefined while it is not known which one it is, null once it has ended. */
  private readonly pids = new Map<string, number | undefined | null>();
  private timer: NodeJS.Timeout | undefined;
  private rounds = 0;

  constructor(
    private readonly settings: Settings,
    private readonly ended: (id: string) => void,
    private readonly log: SourceContext['log'],
  ) {}

  add(id: string): void {
    this.pids.set(id, undefined);
    this.find(id);
    this.timer ??= setInterval(() => {
      this.round();
    }, ASK_MS).unref();
  }

  remove(id: string): void {
    this.pids.delete(id);
    if (this.pids.size === 0) this.stop();
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
    this.pids.clear();
  }

  private round(): void {
    this.rounds += 1;
    const readsRecords = this.rounds % (RECORD_MS / ASK_MS) === 0;
    for (const [id, pid] of this.pids) {
      if (pid === undefined && readsRecords) this.find(id);
      if (typeof pid === 'number' && !exists(pid)) this.gone(id);
    }
  }

  private gone(id: string): void {
    // Until there is another run of it, which is watched anew.
    this.pids.set(id, null);
    this.ended(id);
  }

  private find(id: string): void {
    this.read(id).catch((error: unknown) => {
      this.log.warn({ err: error, process: id }, 'a process is only looked at: its record cannot be read');
      if (this.pids.has(id)) this.pids.set(id, null);
    });
  }

  private async read(id: string): Promise<void> {
    const record = recordIn(this.settings.stateDirectory, id);
    const current = await readCurrent(record);
    const started = current && readRunFile(join(record.directory, current.run), 'started');
    if (!started || this.pids.get(id) !== undefined || !this.pids.has(id)) return;
    if (isAlive(started)) this.pids.set(id, started.pid);
    else this.gone(id);
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's: it is there.
    return codeOf(error) === 'EPERM';
  }
}
