import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { systemClock } from '../../lib/clock.js';
import type { Dispatcher } from './app/dispatch.js';
import type { ConvergenceLoop } from './app/loop.js';
import type { TurnMeasure } from './app/loop-ports.js';
import type { Notices } from './app/notices.js';
import type { ProviderLimits } from './app/provider-limits/provider-limits.js';
import type { EventRow } from './app/store-port.js';
import type { Watches } from './app/watches.js';
import { OutletMetrics } from './outlet-metrics.js';
import { measureProviders } from './provider-metrics.js';

const TURN_BUCKETS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5];
const CONVERGENCE_BUCKETS = [0.1, 0.5, 1, 5, 15, 60, 300, 1_800, 7_200];

/** What the engine measures of itself. Names and meanings: docs/operating.md. */
export class EngineMetrics {
  readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly turnSeconds = new Histogram({
    name: 'isotherm_turn_build_seconds',
    help: 'How long a turn of the loop held the thread',
    buckets: TURN_BUCKETS,
    registers: this.registers,
  });
  private readonly commitSeconds = new Histogram({
    name: 'isotherm_turn_commit_seconds',
    help: 'How long the commit of a turn took',
    buckets: TURN_BUCKETS,
    registers: this.registers,
  });
  private readonly commitRows = new Histogram({
    name: 'isotherm_turn_rows',
    help: 'Instance and stack rows written in one commit',
    buckets: [1, 4, 16, 64, 128, 256, 512, 1_024],
    registers: this.registers,
  });
  private readonly jobs = new Counter({
    name: 'isotherm_jobs_dispatched_total',
    help: 'Jobs dispatched to workers',
    registers: this.registers,
  });
  private readonly outcomes = new Counter({
    name: 'isotherm_resource_events_total',
    help: 'Changes of status of resources and stacks',
    labelNames: ['type', 'action', 'status'],
    registers: this.registers,
  });
  private readonly convergence = new Histogram({
    name: 'isotherm_convergence_seconds',
    help: 'From the first turn of a goal until its stack completed or failed',
    labelNames: ['action', 'status'],
    buckets: CONVERGENCE_BUCKETS,
    registers: this.registers,
  });
  private readonly stalls = new Counter({
    name: 'isotherm_stalls_total',
    help: 'How often a stack was found without progress',
    registers: this.registers,
  });
  readonly purged = new Counter({
    name: 'isotherm_purged_total',
    help: 'Rows that were kept for long enough and were removed, by what they were',
    labelNames: ['what'],
    registers: this.registers,
  });
  readonly outlets = new OutletMetrics(this.registry, () => systemClock.now());
  private readonly begun = new Map<string, number>();

  constructor(
    loop: ConvergenceLoop,
    dispatcher: Dispatcher,
    watches: Watches,
    notices: Notices,
    limits: ProviderLimits,
  ) {
    collectDefaultMetrics({ register: this.registry });
    measureProviders(this.registry, limits);
    const gauge = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers: this.registers,
        collect() {
          this.set(value());
        },
      });
    gauge('isotherm_facts_queued', 'Facts that wait for a turn', () => loop.queued.facts);
    gauge('isotherm_stacks_queued', 'Stacks with resources to look at', () => loop.queued.stacks);
    gauge(
      'isotherm_resources_parked',
      'Resources that wait for a worker, a free slot or their provider',
      () => loop.queued.parked,
    );
    gauge('isotherm_jobs_in_flight', 'Jobs that workers run', () => dispatcher.inFlight);
    gauge('isotherm_workers', 'Workers connected', () => dispatcher.list().length);
    gauge('isotherm_observers', 'Observers connected', () => watches.list().length);
    gauge('isotherm_watches', 'Things that are watched', () => watches.watched);
    gauge('isotherm_watches_unassigned', 'Things that no observer watches', () => watches.unwatched);
    gauge('isotherm_things_notified', 'Things to which something has happened, not looked at since', () => {
      return notices.open;
    });
  }

  /** Commits of turns so far: what the bench counts. */
  commits = 0;

  turn(measure: TurnMeasure): void {
    this.turnSeconds.observe(measure.buildMs / 1_000);
    if (measure.rows === 0) return;
    this.commits += 1;
    this.commitSeconds.observe(measure.commitMs / 1_000);
    this.commitRows.observe(measure.rows);
    this.jobs.inc(measure.jobs);
  }

  /** Counts by batches: once per kind of event, not once per event. */
  events(events: readonly EventRow[]): void {
    const counts = new Map<string, { readonly event: EventRow; n: number }>();
    for (const event of events) {
      const key = `${event.type} ${event.action} ${event.status}`;
      const count = counts.get(key);
      if (count) count.n += 1;
      else counts.set(key, { event, n: 1 });
      if (event.type === 'OS::Heat::Stack' && event.physical === event.stack) this.stackEvent(event);
    }
    for (const { event, n } of counts.values()) {
      this.outcomes.inc({ type: event.type, action: event.action, status: event.status }, n);
    }
  }

  stalled(): void {
    this.stalls.inc();
  }

  /** The engine does not have the stack any more. */
  forget(stack: string): void {
    this.begun.delete(stack);
  }

  private stackEvent({ stack, action, status, time }: EventRow): void {
    if (status === 'IN_PROGRESS') {
      // A stack that makes no progress says so again and again: that is no beginning.
      if (!this.begun.has(stack)) this.begun.set(stack, time);
      return;
    }
    const begun = this.begun.get(stack);
    this.begun.delete(stack);
    if (begun !== undefined) this.convergence.observe({ action, status }, (time - begun) / 1_000);
  }
}
