import { repeat } from '../../../../lib/clock.js';
import { dialDelay } from '../../../../lib/grpc/dial-backoff.js';
import { isWorthSaying } from '../../../../lib/log/seldom.js';
import { reasonOf } from '../../../../lib/reason-of.js';
import { Sending, type SendingOptions, type SendingPorts } from './sending.js';

export interface OwnRelayOptions extends SendingOptions {
  /** What happens within this is sent together. */
  readonly gatherMs: number;
}

/** Stacks of one question to the outbox, */
const STACKS = 200;
/** those that are remembered; all others are found there, */
const MOST_WAITING = 10_000;
/** and how often it is asked for those that nobody told of: a commit of unknown outcome may have been one. */
const LIST_MS = 30_000;

/**
 * Takes the events of our stacks to the stacks' own sinks: in order for each, at least once. Which stacks have such sinks is asked of the
 * store, many at once; nothing is held of those that have none.
 */
export class OwnRelay {
  private readonly waiting = new Set<string>();
  /** There may be stacks that `waiting` does not have. */
  private unlisted = true;
  private failures = 0;
  private busy: Promise<void> | undefined;
  private started = false;
  private stopped = false;
  private cancelRound: (() => void) | undefined;
  private cancelList: () => void = () => undefined;
  private readonly sending: Sending;

  constructor(
    private readonly ports: SendingPorts,
    private readonly options: OwnRelayOptions,
  ) {
    this.sending = new Sending(ports, options, {
      again: (stackId) => {
        this.happened([stackId]);
      },
      lost: (error) => {
        this.lost(error);
      },
      quiet: () => {
        if (!this.unlisted) ports.measured({ kind: 'behind', events: 0, oldestMs: null });
      },
    });
  }

  start(): void {
    this.started = true;
    this.look();
    this.cancelList = repeat(this.ports.clock, LIST_MS, () => {
      this.look();
    });
  }

  /** Events of these stacks are stored. */
  happened(stackIds: Iterable<string>): void {
    for (const id of stackIds) {
      if (this.waiting.size < MOST_WAITING) this.waiting.add(id);
      else if (!this.waiting.has(id)) this.unlisted = true;
    }
    this.soon(this.options.gatherMs);
  }

  /** Shards were taken: whoever had them may not have sent everything. */
  look(): void {
    this.unlisted = true;
    this.soon(0);
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancelRound?.();
    this.cancelList();
    await this.busy;
    await this.sending.stop();
  }

  private soon(ms: number): void {
    if (!this.started || this.stopped || this.busy || this.cancelRound) return;
    this.cancelRound = this.ports.clock.setTimer(ms, () => {
      this.cancelRound = undefined;
      this.busy = this.round().finally(() => {
        this.busy = undefined;
        if (this.failures > 0)
          this.soon(dialDelay(this.failures - 1, this.ports.random(), this.options.backoff));
        else if (this.waiting.size > 0 || this.unlisted) this.soon(this.options.gatherMs);
      });
    });
  }

  private async round(): Promise<void> {
    const { outbox, shards, mayRelay } = this.ports;
    try {
      while (!this.stopped && mayRelay()) {
        if (this.unlisted && this.waiting.size === 0) await this.ask();
        if (this.waiting.size === 0) break;
        const asked = [...this.waiting].slice(0, STACKS);
        for (const id of asked) this.waiting.delete(id);
        this.sending.asks();
        const owing = new Map((await outbox.owing(asked, shards())).map((each) => [each.stackId, each]));
        for (const id of asked) this.sending.stands(id, owing.get(id));
      }
      this.failures = 0;
    } catch (error) {
      this.sending.forgetAll();
      this.lost(error);
    }
  }

  private async ask(): Promise<void> {
    const { outbox, shards, measured } = this.ports;
    this.unlisted = false;
    const ids = shards().map(({ id }) => id);
    const { stackIds, events, oldestMs } = await outbox.behind(ids, MOST_WAITING);
    for (const id of stackIds) this.waiting.add(id);
    measured({ kind: 'behind', events, oldestMs });
  }

  /** The database knows best what is to be sent. Said ever more seldom while it goes on. */
  private lost(error: unknown): void {
    this.waiting.clear();
    this.unlisted = true;
    this.failures += 1;
    if (isWorthSaying(this.failures))
      this.ports.log.warn(
        { reason: reasonOf(error), failures: this.failures },
        'events for the sinks of stacks could not be read or said to be sent; trying again',
      );
    this.soon(this.options.gatherMs);
  }
}
