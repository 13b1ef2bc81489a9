import type { WorkerTransport } from '../../lib/grpc/dial.js';
import type { JobRef, LogLineMessage, ReportMessage } from '../../lib/protocol/worker.js';
import { LogLines } from './log-lines.js';

/**
 * What waits to be said to one engine. Everything that comes up together goes out in one message of each kind, since
 * a message costs far more than an item in it. Only log lines wait for a slow engine; they are all that may be lost.
 */
export class Outbox {
  private readonly lines = new LogLines();
  private reports: ReportMessage[] = [];
  private begun: JobRef[] = [];
  private isOpen = false;
  private hasRoom = true;
  private flushing = false;

  constructor(
    private readonly transport: WorkerTransport,
    private readonly defer: (fn: () => void) => void,
  ) {}

  /** From now on there is a stream that leads somewhere. */
  open(): void {
    this.isOpen = true;
    this.hasRoom = true;
    this.flushSoon();
  }

  /** Reports are forgotten here, for who made them keeps them and says them again; lines wait for the next stream. */
  close(): void {
    this.isOpen = false;
    this.reports = [];
    this.begun = [];
  }

  report(report: ReportMessage): void {
    if (!this.isOpen) return;
    this.reports.push(report);
    this.flushSoon();
  }

  started(ref: JobRef): void {
    if (!this.isOpen) return;
    this.begun.push(ref);
    this.flushSoon();
  }

  logLine(line: LogLineMessage): void {
    this.lines.add(line);
    if (this.hasRoom) this.flushSoon();
  }

  roomAgain(): void {
    this.hasRoom = true;
    if (this.lines.size > 0) this.flushSoon();
  }

  private flushSoon(): void {
    if (!this.isOpen || this.flushing) return;
    this.flushing = true;
    this.defer(() => {
      this.flushing = false;
      if (this.isOpen) this.flush();
    });
  }

  private flush(): void {
    const { transport, reports, begun } = this;
    this.reports = [];
    this.begun = [];
    if (begun.length > 0) {
      const refs = stillRunning(begun, reports);
      if (refs.length > 0) this.hasRoom = transport.send({ kind: 'started', refs });
    }
    // Before the report, so that a job's lines are there when it has ended.
    if (this.hasRoom && this.lines.size > 0) {
      this.hasRoom = transport.send({ kind: 'logLines', lines: this.lines.take() });
    }
    if (reports.length > 0) this.hasRoom = transport.send({ kind: 'reports', reports });
  }
}

/** That a job began is no news any more when its report goes out beside. */
function stillRunning(begun: readonly JobRef[], reports: readonly ReportMessage[]): readonly JobRef[] {
  if (reports.length === 0) return begun;
  const ended = new Set(reports.map(({ ref }) => ref));
  return begun.filter((ref) => !ended.has(ref));
}
