import { PatternReader, NotUnderstood } from './python-pattern-reader.js';

/**
 * A Python regular expression as one of JavaScript's that must match the whole text. Undefined: it is none that Python
 * takes, or it has what JavaScript cannot say (flags within, conditions, atomic groups, possessive repeats, `(?x)`).
 * Danger: a hostile pattern can take exponential time. `TemplateCompiler` runs every template that has one on a
 * thread that it can stop, and the length of the text is bounded.
 */
export function pythonPattern(pattern: string): RegExp | undefined {
  if (pattern.length > longestPattern) return undefined;
  try {
    const { source, ignoreCase } = new PatternReader(pattern).read();
    return new RegExp(`^(?:${source})$`, ignoreCase ? 'iv' : 'v');
  } catch (error) {
    if (error instanceof NotUnderstood || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const longestPattern = 1_000;
