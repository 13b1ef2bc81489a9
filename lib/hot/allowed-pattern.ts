import { PythonFault } from '../python/python-fault.js';
import { compilePattern, noFlags } from '../python/pattern/compile-pattern.js';
import { matchesWhole } from '../python/pattern/matches.js';
import type { Work } from '../python/work.js';

export interface AllowedPattern {
  /** Whether it matches the whole text; undefined: finding out takes too many steps. */
  matches(text: string): boolean | undefined;
}

/**
 * Reads a regular expression of Python's, or says why it is none. Whatever the pattern, reading it and matching with it
 * end: each takes so many steps at most.
 */
export function readPattern(text: string, steps: number): AllowedPattern | { readonly fault: string } {
  try {
    const pattern = compilePattern(text, noFlags, new CountedSteps(steps));
    return { matches: (value) => orTooMuch(() => matchesWhole(pattern, value, new CountedSteps(steps))) };
  } catch (error) {
    if (error instanceof PythonFault) return { fault: error.message };
    // Groups within groups, each of which is read by a call.
    if (error instanceof RangeError) return { fault: 'it is nested too deep' };
    throw error;
  }
}

function orTooMuch(match: () => boolean): boolean | undefined {
  try {
    return match();
  } catch (error) {
    if (error instanceof PythonFault || error instanceof RangeError) return undefined;
    throw error;
  }
}

class CountedSteps implements Work {
  private taken = 0;

  constructor(private readonly most: number) {}

  step(count = 1): void {
    this.taken += count;
    if (this.taken > this.most) throw new PythonFault('TooMuchWork', `it takes more than ${this.most} steps`);
  }

  stepOver(characters: number): void {
    this.step(1 + Math.floor(characters / 64));
  }

  checkText(): void {
    // Nothing is made of the texts here.
  }
}
