import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { LookListener } from './poller.js';

const BUCKETS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30];

/** What is counted at the moment somebody asks. */
export interface ObserverState {
  readonly watched: number;
  readonly waiting: number;
  readonly unacknowledged: number;
  readonly connected: number;
}

/** What the observer measures of itself. Names and meanings: docs/operating.md. */
export class ObserverMetrics {
  readonly registry = new Registry();
  readonly onLook: LookListener;

  constructor(state: () => ObserverState) {
    const registers = [this.registry];
    const gauge = (name: string, help: string, value: (state: ObserverState) => number): void => {
      const made: Gauge = new Gauge({
        name,
        help,
        registers,
        collect: () => {
          made.set(value(state()));
        },
      });
    };
    const looks = new Counter({
      name: 'isotherm_observer_looks_total',
      help: 'Things looked at, and things that could not be',
      labelNames: ['type', 'result'],
      registers,
    });
    const seconds = new Histogram({
      name: 'isotherm_observer_look_seconds',
      help: 'How long a look took; a list call is one',
      labelNames: ['type'],
      buckets: BUCKETS,
      registers,
    });
    const lag = new Histogram({
      name: 'isotherm_observer_lag_seconds',
      help: 'How long after its time a look began',
      buckets: BUCKETS,
      registers,
    });
    gauge('isotherm_observer_watches', 'Things that are watched', ({ watched }) => watched);
    gauge(
      'isotherm_observer_looks_waiting',
      'Things whose time to be looked at has come',
      ({ waiting }) => waiting,
    );
    gauge(
      'isotherm_observer_unacknowledged',
      'Things of which the engine has not stored what was seen last',
      ({ unacknowledged }) => unacknowledged,
    );
    gauge('isotherm_observer_engines', 'Engines it is connected to', ({ connected }) => connected);

    this.onLook = ({ type, things, failed, tookMs, lateMs }) => {
      looks.inc({ type, result: failed ? 'failed' : 'seen' }, things);
      seconds.observe({ type }, tookMs / 1_000);
      lag.observe(lateMs / 1_000);
    };
  }
}
