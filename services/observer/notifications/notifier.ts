import type { Clock } from '../../../lib/clock.js';
import type { Notification, NotificationOutcome } from '../../../lib/handler/notification-source.js';
import type { NotificationMessage } from '../../../lib/protocol/observer.js';

/** The stream to one engine, as the notifier needs it. */
export interface NotifiedEngine {
  notified(notifications: readonly NotificationMessage[]): void;
}

export interface NotifierParts {
  readonly clock: Clock;
  /** Calls `fn` soon: what is notified until then goes out together. */
  readonly defer: (fn: () => void) => void;
  /** How long connected engines may take to answer. */
  readonly answerMs: number;
  readonly onOutcome?: ((outcome: NotificationOutcome, tookMs: number) => void) | undefined;
}

/** A notification that not every engine has answered. */
interface Open {
  readonly message: NotificationMessage;
  /** Engines that were told and have not answered. */
  readonly waitsFor: Set<NotifiedEngine>;
  /** When it was last told anew, on the monotonic clock. */
  since: number;
  readonly begun: number;
  readonly end: (outcome: NotificationOutcome) => void;
}

const ROUND_MS = 500;

/**
 * Between the sources and the engines: every engine hears of every notification, since any of them may own the thing, and
 * it is over once all that are connected have answered. While none is, it waits.
 */
export class Notifier {
  private readonly engines = new Set<NotifiedEngine>();
  private readonly openOnes = new Map<number, Open>();
  private fresh: Open[] = [];
  private number = 0;
  private goesRound = false;
  private stopped = false;

  constructor(private readonly parts: NotifierParts) {}

  /** What a source calls. */
  readonly notify = async (notifications: readonly Notification[]): Promise<NotificationOutcome> => {
    const some = notifications.filter(({ physicalIds }) => physicalIds.length > 0);
    const outcomes = await Promise.all(some.map((one) => this.one(one)));
    return outcomes.find((outcome) => outcome !== 'looked') ?? 'looked';
  };

  opened(engine: NotifiedEngine): void {
    this.engines.add(engine);
    this.tell(engine, [...this.openOnes.values()]);
  }

  /** What it did not answer is told to the others again: one of them may have its stacks now. */
  closed(engine: NotifiedEngine): void {
    if (!this.engines.delete(engine)) return;
    const orphaned = [...this.openOnes.values()].filter(({ waitsFor }) => waitsFor.delete(engine));
    for (const other of this.engines) this.tell(other, orphaned);
  }

  answered(engine: NotifiedEngine, numbers: readonly number[]): void {
    for (const number of numbers) {
      const open = this.openOnes.get(number);
      if (open?.waitsFor.delete(engine) === true && open.waitsFor.size === 0) this.end(open, 'looked');
    }
  }

  stop(): void {
    this.stopped = true;
    for (const open of [...this.openOnes.values()]) this.end(open, 'stopped');
  }

  /** Notifications that were not answered yet. */
  get open(): number {
    return this.openOnes.size;
  }

  private one({ type, physicalIds, node, gatherMs }: Notification): Promise<NotificationOutcome> {
    if (this.stopped) return Promise.resolve('stopped');
    return new Promise((end) => {
      const number = (this.number += 1);
      const now = this.parts.clock.monotonic();
      const message = { number, type, node: node ?? '', physicalIds, gatherMs: Math.round(gatherMs ?? 0) };
      const open = { message, waitsFor: new Set<NotifiedEngine>(), since: now, begun: now, end };
      this.openOnes.set(number, open);
      this.fresh.push(open);
      if (this.fresh.length === 1) {
        this.parts.defer(() => {
          this.flush();
        });
      }
      this.goRound();
    });
  }

  private flush(): void {
    const fresh = this.fresh.filter(({ message }) => this.openOnes.has(message.number));
    this.fresh = [];
    for (const engine of this.engines) this.tell(engine, fresh);
  }

  private tell(engine: NotifiedEngine, some: readonly Open[]): void {
    const news = some.filter(({ waitsFor }) => !waitsFor.has(engine));
    if (news.length === 0) return;
    for (const open of news) {
      open.waitsFor.add(engine);
      open.since = this.parts.clock.monotonic();
    }
    engine.notified(news.map(({ message }) => message));
  }

  private end(open: Open, outcome: NotificationOutcome): void {
    this.openOnes.delete(open.message.number);
    this.parts.onOutcome?.(outcome, this.parts.clock.monotonic() - open.begun);
    open.end(outcome);
  }

  /** Who waits too long must not keep others from being heard. */
  private goRound(): void {
    if (this.goesRound) return;
    this.goesRound = true;
    this.parts.clock.setTimer(ROUND_MS, () => {
      this.goesRound = false;
      const latest = this.parts.clock.monotonic() - this.parts.answerMs;
      for (const open of [...this.openOnes.values()])
        if (this.engines.size > 0 && open.since < latest) this.end(open, 'late');
      if (this.openOnes.size > 0) this.goRound();
    });
  }
}
