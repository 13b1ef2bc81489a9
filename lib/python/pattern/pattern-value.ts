import type { Work } from '../work.js';
import type { Flags } from './characters.js';
import { Matcher } from './matcher.js';
import type { Program } from './program.js';

/** A compiled regular expression, as `regex()` gives. */
export class PatternValue {
  constructor(
    readonly source: string,
    readonly flags: Flags,
    readonly program: Program,
    readonly groups: number,
    readonly names: ReadonlyMap<string, number>,
  ) {}

  /** The same for patterns that Python takes for equal. */
  get key(): string {
    return `${Object.values(this.flags).map(Number).join('')}/${this.source}`;
  }

  /** Danger: `text` is the characters' code points, not UTF-16 units. */
  matcher(text: readonly number[], work: Work): Matcher {
    return new Matcher(this.program, this.groups, text, work);
  }
}
