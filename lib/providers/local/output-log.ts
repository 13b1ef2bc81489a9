import { StringDecoder } from 'node:string_decoder';

/** So many lines of an output are logged as they come; of the others, once it has ended, as many of the last. */
const LOG_LINES = 500;
/** Of a longer line the rest is another one: whoever writes without an end fills no memory. */
const LONGEST_LINE = 4_000;

/** Logs an output line by line while its program runs. What goes beyond a bound is left out in the middle. */
export class OutputLog {
  private readonly decoder = new StringDecoder('utf8');
  private begun = '';
  private logged = 0;
  private last: string[] = [];
  private leftOut = 0;

  /** @param log hears whole lines, without their ends */
  constructor(private readonly log: (line: string) => void) {}

  add(chunk: Buffer): void {
    this.take(this.decoder.write(chunk));
  }

  /** Nothing more comes. */
  end(): void {
    this.take(this.decoder.end());
    this.line(this.begun);
    this.begun = '';
    this.leaveOut(LOG_LINES);
    if (this.leftOut > 0) this.log(`(${String(this.leftOut)} lines are left out)`);
    for (const line of this.last.splice(0)) this.log(line);
  }

  private take(text: string): void {
    const lines = (this.begun + text).split(/\r?\n/);
    this.begun = lines.pop() ?? '';
    for (const line of lines) this.line(line);
    while (this.begun.length > LONGEST_LINE) {
      this.line(this.begun.slice(0, LONGEST_LINE));
      this.begun = this.begun.slice(LONGEST_LINE);
    }
  }

  private line(line: string): void {
    // PostgreSQL and people can do without NUL.
    const text = line.replaceAll('\0', '');
    if (text === '') return;
    if (this.logged < LOG_LINES) {
      this.logged += 1;
      this.log(text);
      return;
    }
    this.last.push(text);
    if (this.last.length > 2 * LOG_LINES) this.leaveOut(LOG_LINES);
  }

  /** Keeps so many of the last. */
  private leaveOut(keep: number): void {
    const more = this.last.length - keep;
    if (more <= 0) return;
    this.leftOut += more;
    this.last = this.last.slice(more);
  }
}
