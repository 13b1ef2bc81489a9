/**
 * The candidate that `name` most likely misspells: at most a third of its characters (none of a single
 * one, else at least one, at most three) away by Levenshtein distance, letter case aside and swapped neighbours counting one. Undefined: none is near.
 * The first of equally near candidates wins.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length === 0 || name.length > longestName) return undefined;
  const lower = name.toLowerCase();
  let bound = name.length === 1 ? 0 : Math.min(3, Math.max(1, Math.floor(name.length / 3)));
  let nearest: string | undefined;
  for (const candidate of candidates) {
    if (candidate === name || Math.abs(candidate.length - name.length) > bound) continue;
    const distance = distanceWithin(lower, candidate.toLowerCase(), bound);
    if (distance > bound || (nearest !== undefined && distance === bound)) continue;
    nearest = candidate;
    bound = distance;
    if (distance === 0) return nearest;
  }
  return nearest;
}

/** Longer names are not worth the quadratic cost. */
const longestName = 255;

/** Levenshtein distance, swapped neighbours counting one; anything above `bound` may be answered as `bound + 1`. */
function distanceWithin(a: string, b: string, bound: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let least = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const cost = Math.min(
        at(previous, column - 1) + (same ? 0 : 1),
        at(previous, column) + 1,
        at(current, column - 1) + 1,
        swapped ? at(beforePrevious, column - 2) + 1 : Infinity,
      );
      current.push(cost);
      if (cost < least) least = cost;
    }
    if (least > bound + 1) return bound + 1;
    beforePrevious = previous;
    previous = current;
  }
  return at(previous, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? 0;
}
