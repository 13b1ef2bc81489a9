import type {
  CheckpointMessage,
  JobRef,
  LogLineMessage,
  RecordRequest,
  ReportMessage,
} from '../../lib/protocol/worker.js';

/** An engine, as those that work for it know it. */
export interface Employer {
  report(report: ReportMessage): void;
  checkpoint(checkpoint: CheckpointMessage): void;
  record(request: RecordRequest): void;
  started(ref: JobRef): void;
  logLine(line: LogLineMessage): void;
}
