/** Cycles that are looked for: whoever has mended so many looks again. */
const MOST = 20;

/**
 * Cycles among things that require one another, each as the path that closes it (`[a, b, a]`). No thing is in two of them:
 * where several cross, one is shown. Depth first without recursion, so that chains of any length work. O(nodes + edges).
 */
export function findCycles(requires: ReadonlyMap<string, readonly string[]>): string[][] {
  const search = new Search(requires);
  for (const start of requires.keys()) search.from(start);
  return search.cycles;
}

class Search {
  readonly cycles: string[][] = [];
  private readonly done = new Set<string>();
  private readonly inCycle = new Set<string>();

  constructor(private readonly requires: ReadonlyMap<string, readonly string[]>) {}

  from(start: string): void {
    if (this.done.has(start)) return;
    const path = [{ name: start, next: 0 }];
    const onPath = new Set([start]);
    for (let top = path.at(-1); top && this.cycles.length < MOST; top = path.at(-1)) {
      const needed = this.requires.get(top.name)?.[top.next++];
      if (needed === undefined) {
        path.pop();
        onPath.delete(top.name);
        this.done.add(top.name);
      } else if (onPath.has(needed)) {
        // Looked at once for each thing, so that many ways back to it cost no more.
        if (!this.inCycle.has(needed))
          this.close(
            path.map(({ name }) => name),
            needed,
          );
      } else if (!this.done.has(needed)) {
        path.push({ name: needed, next: 0 });
        onPath.add(needed);
      }
    }
  }

  private close(path: readonly string[], needed: string): void {
    const cycle = path.slice(path.indexOf(needed));
    const isNew = cycle.every((name) => !this.inCycle.has(name));
    for (const name of cycle) this.inCycle.add(name);
    if (isNew) this.cycles.push([...cycle, needed]);
  }
}
