import { stringRepr } from '../string-repr.js';
import type { PatternValue } from './pattern-value.js';

/** As Python shows a compiled pattern. */
export function patternRepr({ source, flags }: PatternValue): string {
  const names = [
    flags.ignoreCase && 're.IGNORECASE',
    flags.multiLine && 're.MULTILINE',
    flags.dotAll && 're.DOTALL',
    flags.verbose && 're.VERBOSE',
    flags.ascii && 're.ASCII',
  ].filter((name) => name !== false);
  return `re.compile(${[stringRepr(source), ...(names.length > 0 ? [names.join('|')] : [])].join(', ')})`;
}
