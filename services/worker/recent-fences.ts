/**
 * The fences of runs that ended lately and were acknowledged, so that a message that comes twice starts nothing twice.
 * Two generations bound it: it remembers at least the last `generation` instances.
 */
export class RecentFences {
  private young = new Map<string, number>();
  private old = new Map<string, number>();

  constructor(private readonly generation = 5_000) {}

  ended(instance: string, fence: number): void {
    if (this.young.size >= this.generation) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(instance, Math.max(fence, this.of(instance)));
  }

  /** The highest known; 0 when there is none. */
  of(instance: string): number {
    return this.young.get(instance) ?? this.old.get(instance) ?? 0;
  }
}
