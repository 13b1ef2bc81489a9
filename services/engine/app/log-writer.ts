import type { Clock } from '../../../lib/clock.js';
import type { LogLineMessage } from '../../../lib/protocol/worker.js';
import type { LogLineRow } from '../store/log-lines.js';
import { jobTarget } from './job-id.js';

const FLUSH_MS = 100;
/** Lines kept in memory while the database is slow; beyond it the oldest are lost, which is said in the log. */
const MOST = 10_000;

/** Stores what handlers log, many lines at a time. Losing some in a crash harms nothing. */
export class LogWriter {
  private lines: LogLineRow[] = [];
  private writing = false;

  constructor(
    private readonly save: (lines: readonly LogLineRow[]) => Promise<void>,
    private readonly clock: Clock,
    private readonly log: { warn(details: object, message: string): void },
  ) {}

  take(messages: readonly LogLineMessage[]): void {
    for (const { ref, line, atMs } of messages) {
      const target = jobTarget(ref.jobId);
      if (!target) continue;
      // NUL is the one character that PostgreSQL cannot store.
      const text = line.replaceAll('\0', '\\0');
      this.lines.push({ stack: target.stackId, name: target.resource, time: atMs, action: '', line: text });
    }
    if (this.lines.length > MOST) {
      this.log.warn(
        { lost: this.lines.length - MOST },
        'handler log lines were lost: the database is too slow',
      );
      this.lines.splice(0, this.lines.length - MOST);
    }
    if (this.writing || this.lines.length === 0) return;
    this.writing = true;
    this.clock.setTimer(FLUSH_MS, () => void this.flush());
  }

  async flush(): Promise<void> {
    const { lines } = this;
    this.lines = [];
    try {
      if (lines.length > 0) await this.save(lines);
    } catch (error) {
      this.log.warn({ err: error, lost: lines.length }, 'handler log lines could not be stored');
    }
    this.writing = false;
    if (this.lines.length > 0) this.take([]);
  }
}
