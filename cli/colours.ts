/** What a line is about, by which it may be coloured. */
export type Tone = 'title' | 'waiting' | 'working' | 'done' | 'failed' | 'gone';

const RESET = '\u001b[0m';
const colours: Readonly<Record<Tone, string>> = {
  title: '\u001b[1m',
  waiting: '\u001b[2m',
  working: '\u001b[33m',
  done: '\u001b[32m',
  failed: '\u001b[31m',
  gone: '\u001b[2m',
};

/** False as NO_COLOR asks, see https://no-color.org. */
export function coloursAreWanted(): boolean {
  return !process.env['NO_COLOR'];
}

export function coloured(text: string, tone: Tone): string {
  return text === '' ? '' : `${colours[tone]}${text}${RESET}`;
}
