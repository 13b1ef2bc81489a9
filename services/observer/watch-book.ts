import type { Watch, WatchOwner } from './watch.js';

/**
 * Who watches what: each engine has its own watches. A thing may have two while its stack changes hands; what an engine that lost the
 * stack says late must not end the watch of the one that has it.
 */
export class WatchBook {
  private readonly byOwner = new Map<WatchOwner, Map<string, Watch>>();
  private count = 0;

  get(owner: WatchOwner, instanceId: string): Watch | undefined {
    return this.byOwner.get(owner)?.get(instanceId);
  }

  add(watch: Watch): void {
    let own = this.byOwner.get(watch.owner);
    if (!own) this.byOwner.set(watch.owner, (own = new Map<string, Watch>()));
    own.set(watch.message.instanceId, watch);
    this.count += 1;
  }

  remove(watch: Watch): void {
    if (this.byOwner.get(watch.owner)?.delete(watch.message.instanceId)) this.count -= 1;
  }

  of(owner: WatchOwner): readonly Watch[] {
    return [...(this.byOwner.get(owner)?.values() ?? [])];
  }

  all(): readonly Watch[] {
    return [...this.byOwner.keys()].flatMap((owner) => this.of(owner));
  }

  get size(): number {
    return this.count;
  }
}
