import { coloured, coloursAreWanted } from '../colours.js';
import type { TreeLine } from './tree.js';

/** A terminal, as far as painting needs one. Some say 0 of what they do not know. */
export interface PaintTarget {
  write(text: string): unknown;
  readonly columns?: number;
  readonly rows?: number;
}

const FRAME_MS = 100;
/** Redraws lines in place. Whatever else is written meanwhile must go through `print`. */
export class LivePainter {
  private painted = 0;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param draw makes the lines for a width and a height.
   * @param colour false: without any, as NO_COLOR asks.
   */
  constructor(
    private readonly target: PaintTarget,
    private readonly draw: (width: number, height: number) => readonly TreeLine[],
    private readonly colour = coloursAreWanted(),
  ) {}

  start(): void {
    this.paint();
    this.timer = setInterval(() => {
      this.paint();
    }, FRAME_MS);
  }

  /** Paints the last time, all lines, and leaves them standing. */
  stop(): void {
    if (!this.timer) return;
    clearInterval(this.timer);
    this.timer = undefined;
    this.paint(Infinity);
    this.painted = 0;
  }

  /** Text that stays, above the painted lines. */
  print(text: string): void {
    this.target.write(`${this.clearing()}${text}`);
    this.painted = 0;
    if (this.timer) this.paint();
  }

  /** One write a frame, so that none is seen half. */
  private paint(height = Math.max(3, (this.target.rows || 24) - 1)): void {
    // The last column stays free: some terminals wrap as soon as it is written.
    const lines = this.draw(Math.max(20, (this.target.columns || 80) - 1), height);
    const painted = lines.map(({ text, tone }) => `${this.colour ? coloured(text, tone) : text}\n`).join('');
    this.target.write(this.clearing() + painted);
    this.painted = lines.length;
  }

  private clearing(): string {
    return this.painted === 0 ? '' : `\u001b[${this.painted}A\u001b[0J`;
  }
}
