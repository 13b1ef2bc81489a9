import type { LogLineMessage } from '../../lib/protocol/worker.js';

const MOST_LINES = 2_000;
const LONGEST_LINE = 4_000;

/** Lines of handlers on their way to the engine: bounded, since losing some harms less than running out of memory. */
export class LogLines {
  private lines: LogLineMessage[] = [];
  private dropped = 0;

  add(line: LogLineMessage): void {
    if (this.lines.length >= MOST_LINES) {
      this.dropped += 1;
      return;
    }
    const { line: text } = line;
    this.lines.push(text.length > LONGEST_LINE ? { ...line, line: `${text.slice(0, LONGEST_LINE)}…` } : line);
  }

  /** All that wait; the last one says how many are missing after it. */
  take(): readonly LogLineMessage[] {
    const { lines, dropped } = this;
    const last = lines.at(-1);
    if (dropped > 0 && last) lines.push({ ...last, line: `(${String(dropped)} more lines were dropped)` });
    this.lines = [];
    this.dropped = 0;
    return lines;
  }

  get size(): number {
    return this.lines.length;
  }
}
