/** What evaluating an expression may cost. */
export interface YaqlLimits {
  /** Elements that a sequence may have, but for `len`; less than 0: any number. yaql's `limitIterators`. */
  readonly iterators: number;
  /** Bytes that one value may take, as Python counts them; 0: any number. yaql's `memoryQuota`. */
  readonly memoryQuota: number;
  /** Calls, elements and comparisons; of long texts, 64 characters count as one. */
  readonly steps: number;
  /** Bytes of all values together that the evaluation makes, whether it keeps them or not. */
  readonly totalBytes: number;
  /** Bytes of the result, counted in the same way. */
  readonly resultBytes: number;
  /** Calls inside one another; of sequences that are read through one another, and of values in values, twice as many. */
  readonly depth: number;
}

/** What an unconfigured Heat allows, and where it has no bound, one that an expression in earnest does not meet. */
export const heatYaqlLimits: YaqlLimits = {
  iterators: 200,
  memoryQuota: 10_000,
  steps: 400_000,
  totalBytes: 32 * 1024 * 1024,
  resultBytes: 8 * 1024 * 1024,
  depth: 140,
};
