import type { Clock } from '../../../lib/clock.js';
import type { LogLineMessage } from '../../../lib/protocol/worker.js';
import type { LogLineRow } from '../store/log-lines.js';
import { jobTarget, type JobTarget } from './job-id.js';

const FLUSH_MS = 100;
/** Lines kept in memory while the database is slow; beyond it the oldest are lost, which is said in the log. */
const MOST = 10_000;

export interface LogWriterPorts {
  readonly save: (lines: readonly LogLineRow[]) => Promise<void>;
  /** What hides the secrets that the job's instance was given; undefined: its stack is not here. */
  readonly redactorOf: (target: JobTarget) => ((text: string) => string) | undefined;
  readonly clock: Clock;
  readonly log: { warn(details: object, message: string): void };
}

/** Stores what handlers log, many lines at a time. Losing some in a crash harms nothing. */
export class LogWriter {
  private lines: LogLineRow[] = [];
  private writing = false;
  private saving: Promise<void> = Promise.resolve();

  constructor(private readonly ports: LogWriterPorts) {}

  take(messages: readonly LogLineMessage[]): void {
    const redactors = new Map<string, ((text: string) => string) | undefined>();
    for (const { ref, line, atMs } of messages) {
      const target = jobTarget(ref.jobId);
      if (!target) continue;
      if (!redactors.has(ref.jobId)) redactors.set(ref.jobId, this.ports.redactorOf(target));
      const redact = redactors.get(ref.jobId);
      // Of whom nothing is known it cannot be said what is secret: the line is of no use to anyone either.
      if (!redact) continue;
      // NUL is the one character that PostgreSQL cannot store.
      const text = redact(line).replaceAll('\0', '\\0');
      const { stackId: stack, resource: name, ordinal } = target;
      this.lines.push({ stack, name, time: atMs, action: '', line: text, ordinal, fence: ref.fence });
    }
    if (this.lines.length > MOST) {
      this.ports.log.warn(
        { lost: this.lines.length - MOST },
        'handler log lines were lost: the database is too slow',
      );
      this.lines.splice(0, this.lines.length - MOST);
    }
    if (this.writing || this.lines.length === 0) return;
    this.writing = true;
    this.ports.clock.setTimer(FLUSH_MS, () => void this.flush());
  }

  /** Settles once all that was taken before is stored, or lost. */
  flush(): Promise<void> {
    const { lines } = this;
    this.lines = [];
    this.saving = this.saving.then(() => this.store(lines));
    return this.saving;
  }

  private async store(lines: readonly LogLineRow[]): Promise<void> {
    try {
      if (lines.length > 0) await this.ports.save(lines);
    } catch (error) {
      this.ports.log.warn({ err: error, lost: lines.length }, 'handler log lines could not be stored');
    }
    this.writing = false;
    if (this.lines.length > 0) this.take([]);
  }
}
