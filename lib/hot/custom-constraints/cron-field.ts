/** It is no expression of cron, in the words of croniter. */
export class NoCron extends Error {}

const lowest = [0, 0, 1, 1, 0, 0];
const highest = [59, 23, 31, 12, 7, 59];
const names: readonly ReadonlyMap<string, string>[] = [
  new Map(),
  new Map(),
  new Map([['l', 'l']]),
  numbered(['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'], 1),
  numbered(['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'], 0),
  new Map(),
];
const MONTH_DAY = 2;
const WEEK_DAY = 4;

/** Reads one column of an expression in lower case. Minute, hour, day, month, day of the week, second: 0 to 5. */
export class CronField {
  /** Days of the week that stand for themselves, and those of which one in the month is meant. */
  readonly weekDays = new Set<string>();
  readonly nthWeekDays = new Set<string>();

  constructor(
    private readonly index: number,
    private readonly columns: readonly string[],
    private readonly whole: string,
  ) {}

  /** @throws NoCron */
  read(): void {
    const column = this.columns[this.index] ?? '';
    for (const item of this.drawn(column).split(',')) this.item(item);
  }

  /** `r` stands for a number by chance, `h` for one by a name that nobody gives. */
  private drawn(column: string): string {
    const found = /^([hr])(?:\((\d+)-(\d+)\))?(?:\/(\d+))?$/.exec(column);
    if (!found) return column;
    const [, letter, from, to, step] = found;
    if (letter === 'h') throw new NoCron('Hashed definitions must include hash_id');
    if (step !== undefined && Number(step) === 0) throw new NoCron(`Bad expression: ${column}`);
    const first = from ?? String(lowest[this.index]);
    return step === undefined ? first : `${first}-${to ?? String(highest[this.index])}/${step}`;
  }

  private item(written: string): void {
    const { item, nth } = this.index === WEEK_DAY ? this.nthOf(written) : { item: written, nth: false };
    const range = this.rangeOf(item);
    if (range) this.range(range);
    else this.single(item, nth);
  }

  /** `mon#2` is the second Monday, `l5` the last Friday. */
  private nthOf(written: string): { readonly item: string; readonly nth: boolean } {
    const numberedDay = /^(\w+)#(\d+)/.exec(written);
    if (numberedDay) {
      const nth = Number(numberedDay[2]);
      if (nth < 1 || nth > 5)
        throw new NoCron(`[${this.whole}] is not acceptable.  Invalid day_of_week value: '${written}'`);
      return { item: numberedDay[1] ?? '', nth: true };
    }
    const last = /^l(\d+)$/.exec(written);
    return last ? { item: last[1] ?? '', nth: true } : { item: written, nth: false };
  }

  private rangeOf(item: string): RegExpExecArray | undefined {
    const [low, high] = [lowest[this.index] ?? 0, highest[this.index] ?? 0];
    const shape = /^([^-]+)-([^-/]+)(?:\/(\d+))?$/;
    return (
      shape.exec(item.replace(/^\*(\/.+)$/, `${low}-${high}$1`)) ??
      shape.exec(item.replace(/^(.+)\/(.+)$/, `$1-${high}/$2`)) ??
      undefined
    );
  }

  private range([, from = '', to = '', written = '1']: RegExpExecArray): void {
    const low = this.numberOf(from);
    let high = this.numberOf(this.index === MONTH_DAY && to === 'l' ? '31' : to);
    if (low > high) {
      // Sunday may stand last.
      if (this.index !== WEEK_DAY || high !== 0) throw this.unacceptable();
      high = 7;
    }
    if (Math.max(low, high) > (highest[this.index] ?? 0)) throw new NoCron(`${this.whole} is out of bands`);
    const step = Number(written);
    if (step === 0) throw new NoCron('invalid range: range() arg 3 must not be zero');
    for (let each = low; each <= high; each += step) this.single(String(each), false);
  }

  private numberOf(text: string): number {
    const number = /^\d+$/.test(text) ? text : this.named(text);
    if (number === 'l') throw new NoCron(`[${this.whole}] is not acceptable, the last day begins no range`);
    return Number(number);
  }

  private single(text: string, nth: boolean): void {
    if (text.startsWith('-'))
      throw new NoCron(`[${this.whole}] is not acceptable,negative numbers not allowed`);
    const value = /^(\d+|\*)$/.test(text) ? text : this.named(text);
    const day = value === '*' || value === 'l' ? value : this.within(Number(value));
    if (this.index === WEEK_DAY) (nth ? this.nthWeekDays : this.weekDays).add(String(day));
  }

  private within(given: number): number {
    const value = this.shifted(given);
    if (value >= (lowest[this.index] ?? 0) && value <= (highest[this.index] ?? 0)) return value;
    throw new NoCron(`[${this.whole}] is not acceptable, out of range`);
  }

  /** With five columns Sunday is both 0 and 7; with six, the first day of a month is both 0 and 1. */
  private shifted(value: number): number {
    const five = this.columns.length === 5;
    if (value === 7 && this.index === WEEK_DAY && five) return 0;
    return value === 0 && this.index === MONTH_DAY && !five ? 1 : value;
  }

  private named(text: string): string {
    const found = names[this.index]?.get(text);
    if (found === undefined) throw new NoCron(`[${this.columns.join(' ')}] is not acceptable`);
    return found;
  }

  private unacceptable(): NoCron {
    return new NoCron(`[${this.whole}] is not acceptable`);
  }
}

function numbered(words: readonly string[], first: number): ReadonlyMap<string, string> {
  return new Map(words.map((word, at) => [word, String(first + at)]));
}
