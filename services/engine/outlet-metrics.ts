import { Counter, Gauge, type Registry } from 'prom-client';
import type { RelayMeasure } from './app/event-relay.js';

/** How far events have come, by where they go. */
export class OutletMetrics {
  private readonly sent: Counter;
  private readonly failures: Counter;
  private readonly givenUp: Counter;
  private readonly behind: Gauge;
  private readonly lag: Gauge;
  /** When the oldest event happened that the sink does not have. */
  private readonly oldest = new Map<string, number>();

  constructor(registry: Registry, nowMs: () => number) {
    const registers = [registry];
    const labelNames = ['sink'];
    this.sent = new Counter({
      name: 'isotherm_events_sent_total',
      help: 'Events that were sent, by where to',
      labelNames,
      registers,
    });
    this.failures = new Counter({
      name: 'isotherm_events_failures_total',
      help: 'How often events were not taken and are sent again',
      labelNames,
      registers,
    });
    this.givenUp = new Counter({
      name: 'isotherm_events_given_up_total',
      help: 'Events that a sink of a stack had not taken when they were too old to be sent again',
      labelNames,
      registers,
    });
    this.behind = new Gauge({
      name: 'isotherm_events_behind',
      help: 'Events of the stacks of this engine that are still to be sent',
      labelNames,
      registers,
    });
    const { oldest } = this;
    this.lag = new Gauge({
      name: 'isotherm_events_behind_seconds',
      help: 'How old the oldest event is that is still to be sent',
      labelNames,
      registers,
      collect() {
        for (const [sink, ms] of oldest) this.set({ sink }, Math.max(0, nowMs() - ms) / 1_000);
      },
    });
  }

  measured(sink: string, measure: RelayMeasure): void {
    if (measure.kind === 'sent') this.sent.inc({ sink }, measure.events);
    else if (measure.kind === 'failed') this.failures.inc({ sink });
    else if (measure.kind === 'givenUp') this.givenUp.inc({ sink }, measure.events);
    else {
      this.behind.set({ sink }, measure.events);
      if (measure.oldestMs !== null) this.oldest.set(sink, measure.oldestMs);
      else {
        this.oldest.delete(sink);
        this.lag.set({ sink }, 0);
      }
    }
  }
}
