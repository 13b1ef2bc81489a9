/**
 * A cycle among things that require one another, as the path that closes it (`[a, b, a]`); undefined: none.
 * Depth first without recursion, so that chains of any length work. O(nodes + edges).
 */
export function findCycle(requires: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const done = new Set<string>();
  for (const start of requires.keys()) {
    if (done.has(start)) continue;
    const cycle = search(start, requires, done);
    if (cycle) return cycle;
  }
  return undefined;
}

function search(
  start: string,
  requires: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
): string[] | undefined {
  const path = [{ name: start, next: 0 }];
  const onPath = new Set([start]);
  for (let top = path.at(-1); top; top = path.at(-1)) {
    const needed = requires.get(top.name)?.[top.next++];
    if (needed === undefined) {
      path.pop();
      onPath.delete(top.name);
      done.add(top.name);
    } else if (onPath.has(needed)) {
      const names = path.map((step) => step.name);
      return [...names.slice(names.indexOf(needed)), needed];
    } else if (!done.has(needed)) {
      path.push({ name: needed, next: 0 });
      onPath.add(needed);
    }
  }
  return undefined;
}
