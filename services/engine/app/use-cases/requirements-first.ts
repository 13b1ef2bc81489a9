/**
 * Puts names behind all those that they require, through whatever stands between; otherwise they stay in their order.
 * Without recursion: a chain may be as long as a stack has resources.
 */
export function requirementsFirst(
  names: Iterable<string>,
  requiredBy: (name: string) => Iterable<string>,
): string[] {
  const ordered: string[] = [];
  const wanted = new Set(names);
  const seen = new Set<string>();
  for (const name of wanted) {
    if (seen.has(name)) continue;
    seen.add(name);
    const path = [{ name, requirements: requiredBy(name)[Symbol.iterator]() }];
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.requirements.next();
      if (next.done) {
        if (wanted.has(top.name)) ordered.push(top.name);
        path.pop();
      } else if (!seen.has(next.value)) {
        seen.add(next.value);
        path.push({ name: next.value, requirements: requiredBy(next.value)[Symbol.iterator]() });
      }
    }
  }
  return ordered;
}
