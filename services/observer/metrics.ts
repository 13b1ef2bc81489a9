import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { NotificationOutcome } from '../../lib/handler/notification-source.js';
import type { MessageListener } from './notifications/amqp/queue.js';
import type { LookListener } from './poller.js';

const BUCKETS = [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 30];

/** What is counted at the moment somebody asks. */
export interface ObserverState {
  readonly watched: number;
  readonly waiting: number;
  readonly unacknowledged: number;
  readonly connected: number;
  readonly notified: number;
}

/** What the observer measures of itself. Names and meanings: docs/operating.md. */
export class ObserverMetrics {
  readonly registry = new Registry();
  readonly onLook: LookListener;
  /** Of a broker's messages to a provider. */
  readonly onMessage: (provider: string) => MessageListener;
  /** Of a notification, and how long it took until it was over. */
  readonly onOutcome: (outcome: NotificationOutcome, tookMs: number) => void;

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
    const notifications = new Counter({
      name: 'isotherm_observer_notifications_total',
      help: 'Notifications that are over, by what came of them',
      labelNames: ['outcome'],
      registers,
    });
    const answer = new Histogram({
      name: 'isotherm_observer_notification_seconds',
      help: 'From a notification until a look at its things was stored',
      buckets: BUCKETS,
      registers,
    });
    const messages = new Counter({
      name: 'isotherm_observer_messages_total',
      help: 'Messages of a broker, by provider and what became of them',
      labelNames: ['provider', 'result'],
      registers,
    });
    const messageLag = new Histogram({
      name: 'isotherm_observer_message_lag_seconds',
      help: 'How old a message of a broker was when it came, by its own time',
      labelNames: ['provider'],
      buckets: BUCKETS,
      registers,
    });
    gauge(
      'isotherm_observer_notifications_open',
      'Notifications whose things were not looked at yet',
      ({ notified }) => notified,
    );
    gauge('isotherm_observer_engines', 'Engines it is connected to', ({ connected }) => connected);

    this.onLook = ({ type, things, failed, tookMs, lateMs }) => {
      looks.inc({ type, result: failed ? 'failed' : 'seen' }, things);
      seconds.observe({ type }, tookMs / 1_000);
      lag.observe(lateMs / 1_000);
    };
    this.onMessage = (provider) => (result, lagMs) => {
      messages.inc({ provider, result });
      if (lagMs !== undefined) messageLag.observe({ provider }, lagMs / 1_000);
    };
    this.onOutcome = (outcome, tookMs) => {
      notifications.inc({ outcome });
      if (outcome === 'looked') answer.observe(tookMs / 1_000);
    };
  }
}
