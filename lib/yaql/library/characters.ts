import { define, optional, type Definition } from '../calls/definition.js';
import { flag, orNull } from '../calls/value-types.js';
import { ListValue } from '../values/list-value.js';
import { YaqlFault } from '../yaql-fault.js';

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const whitespace = ' \t\n\r\v\f';

/** Undefined: Python 3 does not have it any more, and yaql asks for it all the same. */
const kinds: readonly (readonly [name: string, characters: string | undefined, python: string])[] = [
  ['digits', digits, 'digits'],
  ['hexdigits', `${digits}abcdefABCDEF`, 'hexdigits'],
  ['asciiLowercase', lower, 'ascii_lowercase'],
  ['asciiUppercase', upper, 'ascii_uppercase'],
  ['asciiLetters', lower + upper, 'ascii_letters'],
  ['letters', undefined, 'letters'],
  ['octdigits', '01234567', 'octdigits'],
  ['punctuation', punctuation, 'punctuation'],
  ['printable', digits + lower + upper + punctuation + whitespace, 'printable'],
  ['lowercase', undefined, 'lowercase'],
  ['uppercase', undefined, 'uppercase'],
  ['whitespace', whitespace, 'whitespace'],
];

/** The characters of the wanted kinds, each once. */
export const characters: Definition = define(
  'function',
  'characters',
  { parameters: kinds.map(([name]) => optional(name, orNull(flag), false)) },
  (call, wanted) => {
    const found = new Set<string>();
    kinds.forEach(([, all, python], index) => {
      if (wanted[index] !== true) return;
      if (all === undefined)
        throw new YaqlFault('AttributeError', `module 'string' has no attribute '${python}'`);
      for (const character of all) found.add(character);
    });
    call.budget.step(found.size);
    return new ListValue([...found]);
  },
);
