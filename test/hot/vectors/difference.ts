/** A difference from Heat on purpose. A difference that none of these describes fails the test. */
export interface Difference {
  /** Of the topics whose vectors it may be found in; absent: of all. */
  readonly topic?: RegExp;
  readonly ours: RegExp;
  readonly heats: RegExp;
  readonly because: string;
}
