import type { NotificationSource } from '../../../lib/handler/notification-source.js';
import type { WatchListener } from '../poller.js';

/** Tells sources that watch single things what is watched, by whichever engine it is wanted. */
export class WatchedThings implements WatchListener {
  private readonly counts = new Map<string, number>();

  /** @param sources by type */
  constructor(private readonly sources: ReadonlyMap<string, NotificationSource>) {}

  watched(type: string, physicalId: string): void {
    const source = this.sources.get(type);
    if (!source?.watched) return;
    const key = `${type} ${physicalId}`;
    const count = this.counts.get(key) ?? 0;
    this.counts.set(key, count + 1);
    if (count === 0) source.watched(type, physicalId);
  }

  unwatched(type: string, physicalId: string): void {
    const source = this.sources.get(type);
    if (!source?.unwatched) return;
    const key = `${type} ${physicalId}`;
    const count = this.counts.get(key) ?? 0;
    if (count > 1) this.counts.set(key, count - 1);
    else this.counts.delete(key);
    if (count === 1) source.unwatched(type, physicalId);
  }
}
