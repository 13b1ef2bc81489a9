import type { PythonFault } from '../python-fault.js';
import type { Flags } from './characters.js';
import type { PatternSource } from './pattern-source.js';

const names = new Map<string, keyof Flags>([
  ['i', 'ignoreCase'],
  ['m', 'multiLine'],
  ['s', 'dotAll'],
  ['x', 'verbose'],
]);
const known = /[aimsuxL]/;

/** Reads `(?ims)` and its like, which hold for the whole pattern; undefined: none stand here. @throws PythonFault */
export function globalFlags(source: PatternSource, flags: Flags): Flags | undefined {
  const start = source.at;
  if (source.take('(?')) {
    const letters = known.test(source.peek()) ? flagsOn(source) : '';
    if (letters !== '' && source.take(')')) return changed(flags, letters, '');
  }
  source.at = start;
  return undefined;
}

/** Reads the flags of `(?i-s:...)`, up to the colon; `start` is where the group begins. @throws PythonFault `RegexError` */
export function localFlags(source: PatternSource, flags: Flags, start: number): Flags {
  const first = source.peek();
  if (first !== '-' && !known.test(first)) throw source.fault(`unknown extension ?${first}`, start + 1);
  const on = flagsOn(source);
  if (source.peek() === ')') throw source.fault('global flags not at the start of the expression', start);
  if (source.peek() !== ':' && source.peek() !== '-') throw wrong(source, 'missing -, : or )');
  const off = source.take('-') ? flagsOff(source) : '';
  if (!source.take(':')) throw wrong(source, 'missing :');
  if ([...off].some((letter) => on.includes(letter)))
    throw source.fault('bad inline flags: flag turned on and off', source.at - 1);
  return changed(flags, on, off);
}

function flagsOn(source: PatternSource): string {
  let on = '';
  while (known.test(source.peek())) {
    on += source.next();
    if (on.endsWith('L')) throw source.fault("bad inline flags: cannot use 'L' flag with a str pattern");
    if (on.includes('a') && on.includes('u'))
      throw source.fault("bad inline flags: flags 'a', 'u' and 'L' are incompatible");
  }
  return on;
}

function flagsOff(source: PatternSource): string {
  const off = source.takeAll(known);
  if (off === '') throw wrong(source, 'missing flag');
  if (/[auL]/.test(off)) throw source.fault("bad inline flags: cannot turn off flags 'a', 'u' and 'L'");
  return off;
}

function wrong(source: PatternSource, missing: string): PythonFault {
  return source.fault(/\p{L}/u.test(source.peek()) ? 'unknown flag' : missing);
}

function changed(flags: Flags, on: string, off: string): Flags {
  const changes: [string, boolean][] = [
    ...[...on].map((letter): [string, boolean] => [names.get(letter) ?? '', true]),
    ...[...off].map((letter): [string, boolean] => [names.get(letter) ?? '', false]),
    ['ascii', (flags.ascii || on.includes('a')) && !on.includes('u')],
  ];
  return { ...flags, ...Object.fromEntries(changes.filter(([name]) => name !== '')) };
}
