import assert from 'node:assert/strict';
import { durationText } from '../../../cli/progress/duration.js';
import { LivePainter } from '../../../cli/progress/painter.js';
import type { TreeLine } from '../../../cli/progress/tree.js';
import { waitFor } from '../../support/wait-for.js';

/** Just enough of a terminal to see what a person would. */
class Screen {
  columns = 40;
  rows = 5;
  lines: string[] = [];
  writes = 0;

  write(text: string): void {
    this.writes += 1;
    // eslint-disable-next-line no-control-regex -- what a terminal obeys
    const up = /^\u001b\[(\d+)A\u001b\[0J/.exec(text);
    if (up) this.lines.splice(this.lines.length - Number(up[1]));
    const rest = up ? text.slice(up[0].length) : text;
    this.lines.push(...rest.split('\n').slice(0, -1));
  }
}

describe('progress: painter', () => {
  const line = (text: string): TreeLine => ({ text, tone: 'done' });

  it('redraws in place, keeps what is printed, and leaves the last picture', async () => {
    const screen = new Screen();
    let lines = ['one', 'two'];
    const painter = new LivePainter(screen, () => lines.map(line), false);
    painter.start();
    assert.deepEqual(screen.lines, ['one', 'two']);
    lines = ['three'];
    await waitFor(() => screen.lines.length === 1, 'the next frame');
    painter.print('kept\n');
    assert.deepEqual(screen.lines, ['kept', 'three']);
    lines = ['end'];
    painter.stop();
    painter.stop();
    assert.deepEqual(screen.lines, ['kept', 'end']);
    const { writes } = screen;
    painter.print('after\n');
    assert.deepEqual([screen.lines, screen.writes], [['kept', 'end', 'after'], writes + 1]);
  });

  it('draws within the terminal while it goes on, and all at the end', () => {
    const screen = new Screen();
    const asked: [number, number][] = [];
    const painter = new LivePainter(screen, (width, height) => (asked.push([width, height]), []), false);
    painter.start();
    painter.stop();
    assert.deepEqual(asked, [
      [39, 4],
      [39, Infinity],
    ]);
  });

  it('colours by tone, unless asked not to', () => {
    for (const colour of [true, false]) {
      const screen = new Screen();
      const painter = new LivePainter(screen, () => [line('x')], colour);
      painter.start();
      painter.stop();
      assert.equal(screen.lines[0], colour ? '\u001b[32mx\u001b[0m' : 'x');
    }
  });

  it('tells durations as people do', () => {
    const told = [0, 400, 9_940, 9_960, 59_400, 59_600, 61_000, 3_599_600, 8_040_000].map(durationText);
    assert.deepEqual(told, [
      '0.0 s',
      '0.4 s',
      '9.9 s',
      '10 s',
      '59 s',
      '1 min 00 s',
      '1 min 01 s',
      '1 h 00 min',
      '2 h 14 min',
    ]);
  });
});
