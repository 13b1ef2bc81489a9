import type { Clock } from '../../../lib/clock.js';

export interface Kept {
  /** In ms since the epoch; null: age does not count. */
  readonly sinceMs: number | null;
  /** The newest ones of a stack; null: their number does not count. */
  readonly most: number | null;
}

interface Page {
  readonly gone: number;
  /** Where the next page begins; undefined: this was the last. */
  readonly last: string | undefined;
}

/** What the purge needs of the store. Each call takes away some, and answers how many. */
export interface PurgeStore {
  /** False: another engine is at it, and nothing was done. */
  alone(work: () => Promise<void>): Promise<boolean>;
  stacksAfter(after: string, most: number): Promise<readonly string[]>;
  /** @param ownSinceMs what is younger is kept while a stack's own sink does not have it */
  events(stacks: readonly string[], kept: Kept, ownSinceMs: number): Promise<number>;
  oldLogLines(after: string, sinceMs: number): Promise<Page>;
  logLines(stacks: readonly string[], most: number): Promise<number>;
  failures(stacks: readonly string[], kept: Kept): Promise<number>;
  revisions(stacks: readonly string[], kept: Kept): Promise<number>;
  snapshots(deletedBeforeMs: number): Promise<number>;
  deletedStacks(deletedBeforeMs: number, ownSinceMs: number): Promise<number>;
  sinks(heardBeforeMs: number): Promise<number>;
  /** True: not all of it is known yet. */
  knowBlobs(): Promise<boolean>;
  blobs(after: string, usedBeforeMs: number): Promise<Page>;
}

/** How long and how many: days, and rows of a stack; 0: for ever, and any number. */
export interface Retention {
  readonly everyMs: number;
  readonly events: Limits;
  readonly logLines: { readonly days: number; readonly perResource: number };
  readonly failures: Limits;
  readonly revisions: Limits;
  readonly deletedStackDays: number;
  readonly deletedSnapshotDays: number;
  readonly sinkDays: number;
  /** How long events are kept for those sinks of stacks that do not have them, in ms. */
  readonly ownEventsMs: number;
}

interface Limits {
  readonly days: number;
  readonly perStack: number;
}

export type Purged =
  'events' | 'log lines' | 'failures' | 'revisions' | 'snapshots' | 'stacks' | 'sinks' | 'contents';

export interface PurgerPorts {
  readonly store: PurgeStore;
  readonly clock: Clock;
  readonly log: {
    info(details: object, message: string): void;
    warn(details: object, message: string): void;
  };
  readonly purged: (what: Purged, rows: number) => void;
}

const DAY_MS = 86_400_000;
/** Stacks of one statement. */
const STACKS = 50;
/** Others get at the database between two statements, for so long. */
const PAUSE_MS = 5;
const NIL = '00000000-0000-0000-0000-000000000000';

/**
 * Takes away what is kept for long enough, in small steps, on one engine at a time. What a stack still needs is not the purger's to
 * judge: each statement of the store leaves it.
 */
export class Purger {
  private cancel: () => void = () => undefined;
  private purging: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly ports: PurgerPorts,
    private readonly retention: Retention,
  ) {}

  start(): void {
    this.cancel = this.ports.clock.setTimer(this.retention.everyMs, () => {
      this.purging = this.purge().finally(() => {
        if (!this.stopped) this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancel();
    await this.purging;
  }

  /** One pass through everything. Never rejects: what failed is tried the next time. */
  async purge(): Promise<void> {
    const gone = new Map<Purged, number>();
    const took = (what: Purged, rows: number) => {
      if (rows === 0) return;
      gone.set(what, (gone.get(what) ?? 0) + rows);
      this.ports.purged(what, rows);
    };
    try {
      await this.ports.store.alone(() => this.pass(took));
    } catch (error) {
      this.ports.log.warn({ err: error }, 'the purge did not come to its end; trying again');
    }
    if (gone.size > 0) this.ports.log.info(Object.fromEntries(gone), 'old rows were purged');
  }

  private async pass(took: (what: Purged, rows: number) => void): Promise<void> {
    const { store } = this.ports;
    const { deletedSnapshotDays, deletedStackDays, sinkDays } = this.retention;
    await this.untilNone(took, 'sinks', this.before(sinkDays), (ms) => store.sinks(ms));
    await this.untilNone(took, 'snapshots', this.before(deletedSnapshotDays), (ms) => store.snapshots(ms));
    await this.untilNone(took, 'stacks', this.before(deletedStackDays), (ms) =>
      store.deletedStacks(ms, this.ownSince()),
    );
    await this.histories(took);
    const old = this.before(this.retention.logLines.days);
    if (old !== null) await this.pages(took, 'log lines', '0', (after) => store.oldLogLines(after, old));
    while (!this.stopped && (await store.knowBlobs())) await this.pause();
    const unused = this.ports.clock.now() - DAY_MS;
    await this.pages(took, 'contents', '', (after) => store.blobs(after, unused));
  }

  private async histories(took: (what: Purged, rows: number) => void): Promise<void> {
    const { store } = this.ports;
    const { events, failures, revisions, logLines } = this.retention;
    let after = NIL;
    for (;;) {
      const stacks = await store.stacksAfter(after, STACKS);
      const last = stacks.at(-1);
      if (last === undefined || this.stopped) return;
      after = last;
      await this.untilNone(took, 'events', this.kept(events), (kept) =>
        store.events(stacks, kept, this.ownSince()),
      );
      await this.untilNone(took, 'failures', this.kept(failures), (kept) => store.failures(stacks, kept));
      await this.untilNone(took, 'revisions', this.kept(revisions), (kept) => store.revisions(stacks, kept));
      const { perResource } = logLines;
      if (perResource > 0)
        await this.untilNone(took, 'log lines', perResource, (most) => store.logLines(stacks, most));
      await this.pause();
    }
  }

  /** @param limit null: it is kept for ever. */
  private async untilNone<T>(
    took: (what: Purged, rows: number) => void,
    what: Purged,
    limit: T | null,
    step: (limit: T) => Promise<number>,
  ): Promise<void> {
    while (limit !== null && !this.stopped) {
      const rows = await step(limit);
      if (rows === 0) return;
      took(what, rows);
      await this.pause();
    }
  }

  private async pages(
    took: (what: Purged, rows: number) => void,
    what: Purged,
    first: string,
    step: (after: string) => Promise<Page>,
  ): Promise<void> {
    let after: string | undefined = first;
    while (after !== undefined && !this.stopped) {
      const { gone, last }: Page = await step(after);
      took(what, gone);
      after = last;
      await this.pause();
    }
  }

  /** Null for 0 days: nothing is old enough. */
  private before(days: number): number | null {
    return days === 0 ? null : this.ports.clock.now() - days * DAY_MS;
  }

  private ownSince(): number {
    return this.ports.clock.now() - this.retention.ownEventsMs;
  }

  private kept({ days, perStack }: Limits): Kept | null {
    if (days === 0 && perStack === 0) return null;
    return { sinceMs: this.before(days), most: perStack === 0 ? null : perStack };
  }

  private pause(): Promise<void> {
    return new Promise((resolve) => this.ports.clock.setTimer(PAUSE_MS, resolve));
  }
}
