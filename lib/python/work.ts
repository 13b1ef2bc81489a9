/** Counts what something costs, and ends it by throwing when that is too much. */
export interface Work {
  step(count?: number): void;
  /** Work on so many characters. */
  stepOver(characters: number): void;
  /** A text is about to have so many characters. */
  checkText(length: number): void;
}
