import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { JobMessage, ReportMessage } from '../../lib/protocol/worker.js';
import type { JobListener } from './jobs.js';

const BUCKETS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60, 300];

/** What is counted at the moment somebody asks. */
export interface WorkerState {
  readonly waiting: number;
  readonly unacknowledged: number;
  readonly connected: number;
}

/** What the worker measures of itself. Names and meanings: docs/operating.md. */
export class WorkerMetrics implements JobListener {
  readonly registry = new Registry();
  private readonly running: Gauge;
  private readonly total: Counter;
  private readonly seconds: Histogram;

  constructor(state: () => WorkerState) {
    const registers = [this.registry];
    const gauge = (name: string, help: string, value: (state: WorkerState) => number): void => {
      const made: Gauge = new Gauge({
        name,
        help,
        registers,
        collect: () => {
          made.set(value(state()));
        },
      });
    };
    this.running = new Gauge({
      name: 'isotherm_worker_jobs_running',
      help: 'Jobs whose handler runs now',
      labelNames: ['type'],
      registers,
    });
    this.total = new Counter({
      name: 'isotherm_worker_jobs_total',
      help: 'Jobs that ended, by what came of them',
      labelNames: ['type', 'action', 'outcome'],
      registers,
    });
    this.seconds = new Histogram({
      name: 'isotherm_worker_job_seconds',
      help: 'How long the handler of a job took',
      labelNames: ['type', 'action'],
      buckets: BUCKETS,
      registers,
    });
    gauge('isotherm_worker_jobs_waiting', 'Jobs that wait for a slot', ({ waiting }) => waiting);
    gauge(
      'isotherm_worker_jobs_held',
      'Jobs that have not ended, or whose report was not acknowledged',
      ({ unacknowledged }) => unacknowledged,
    );
    gauge('isotherm_worker_engines', 'Engines it is connected to', ({ connected }) => connected);
  }

  started({ type }: JobMessage): void {
    this.running.inc({ type });
  }

  ended({ type, action }: JobMessage, { outcome }: ReportMessage, tookMs: number): void {
    this.running.dec({ type });
    this.total.inc({ type, action, outcome });
    this.seconds.observe({ type, action }, tookMs / 1_000);
  }
}
