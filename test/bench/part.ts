/** One thing that `npm run bench` measures, and that can be chosen by its name. */
export interface Part {
  readonly name: string;
  /** @param quick small sizes, to see that it works */
  measure(quick: boolean): Promise<Figures>;
}

export interface Figures {
  /** Becomes part of the JSON file, by its own keys. */
  readonly json: Readonly<Record<string, unknown>>;
  /** For people. */
  readonly text: string;
}

/** Of one that runs some times: the first is cold, the last is warm. */
export interface Rounds<T> {
  readonly name: string;
  readonly cold: T;
  readonly warm: T;
}

const ROUNDS = 3;

export async function rounds<T>(name: string, measure: () => Promise<T>): Promise<Rounds<T>> {
  const cold = await measure();
  let warm = cold;
  for (let round = 1; round < ROUNDS; round += 1) warm = await measure();
  said(name);
  return { name, cold, warm };
}

/** Measures both in turns, so that what else the machine does meets both; answers the rounds but for the first, which is cold. */
export async function inTurns<T>(
  count: number,
  first: () => Promise<T>,
  second: () => Promise<T>,
): Promise<readonly (readonly [T, T])[]> {
  const pairs: [T, T][] = [];
  for (let round = 0; round < count + 1; round += 1) pairs.push([await first(), await second()]);
  return pairs.slice(1);
}

/** The one in the middle; of none it is 0. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** Of each figure the one in the middle of all rounds. */
export function medians<T extends { readonly [Figure in keyof T]: number }>(rounds: readonly T[]): T {
  const [first] = rounds;
  if (!first) throw new Error('there was no round');
  const figures = Object.keys(first) as (keyof T)[];
  return Object.fromEntries(
    figures.map((figure) => [figure, median(rounds.map((round) => round[figure]))]),
  ) as unknown as T;
}

export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

/** Says how far it is. */
export function said(what: string): void {
  process.stderr.write(`measured ${what}\n`);
}
