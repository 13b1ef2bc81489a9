import { runInNewContext } from 'node:vm';
import { IsothermError } from '../../../../../lib/errors.js';

/** How long a pattern may be tried: one that backtracks without end would hold up everything else. */
const LONGEST_MS = 50;

/**
 * The names that begin with what the pattern, a regular expression, describes; all without one.
 * @throws IsothermError `request.invalid` for a pattern that is none or takes too long.
 */
export function matchingNames(names: readonly string[], pattern: string | undefined): readonly string[] {
  if (pattern === undefined) return names;
  try {
    new RegExp(pattern);
    // Code in a context of its own can be stopped, also while it matches.
    const script = 'names.filter((name) => new RegExp(`^(?:${pattern})`).test(name))';
    return runInNewContext(script, { names, pattern }, { timeout: LONGEST_MS }) as string[];
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? 'it is no regular expression' : 'it takes too long to try';
    throw new IsothermError(
      'request.invalid',
      `The name filter ${JSON.stringify(pattern.slice(0, 80))} cannot be used: ${reason}.`,
      { cause },
    );
  }
}
