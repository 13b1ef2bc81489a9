/** Something has happened to things of one type. How they are is seen by looking; a notification never says so. */
export interface Notification {
  readonly type: string;
  readonly physicalIds: readonly string[];
  /** Where the things are, for what is unique on its node only. */
  readonly node?: string | undefined;
  /** More of the same may follow, and one look shall do for all: it begins once there was none for so long. Default: at once. */
  readonly gatherMs?: number | undefined;
}

/**
 * `looked`: of each thing a look is stored that began later, or nobody knows it. `late`: that did not come about in time.
 * `stopped`: nobody will say.
 */
export type NotificationOutcome = 'looked' | 'late' | 'stopped';

/** Hands notifications to the observer. Never rejects. */
export type Notify = (notifications: readonly Notification[]) => Promise<NotificationOutcome>;

/**
 * Where an observer hears that something has happened, so that it need not wait for its next look. It may miss things and tell
 * of things to which nothing has happened: looking goes on all the same. Trouble is its own: it logs it, and tries again.
 */
export interface NotificationSource {
  /** Begins; called once. Returns before its other end is there, if it has one. */
  start(notify: Notify): Promise<void>;
  /** Ends; nothing is notified after it. */
  stop(): Promise<void>;
  /**
   * The observer looks at the thing from now on; again after each action on it, with `unwatched` in between. For
   * sources that watch single things; others do without.
   */
  watched?(type: string, physicalId: string): void;
  unwatched?(type: string, physicalId: string): void;
}

/** What a source of a provider is given. */
export interface SourceContext {
  /** The provider's part of the configuration, checked by its schema. */
  readonly settings: unknown;
  /** The node of the observer. */
  readonly node: string;
  readonly log: { warn(details: object, message: string): void };
}
