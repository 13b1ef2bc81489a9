import { longestInteger } from '../values/integer.js';
import { decimalDigits } from '../../python/unicode.js';
import { YaqlFault } from '../yaql-fault.js';
import { withoutEscapes } from './escapes.js';
import { operators } from './operators.js';
import type { Token } from './tokens.js';

// In the order in which they are tried: "not(" is a function of that name, "not (" the operator.
const space = /[ \t\r\n]*/uy;
const variable = /\$[\p{L}\p{N}_]*/uy;
const number = /(?<![\p{L}\p{N}_])\p{Nd}+(\.?\p{Nd}+)?(?![\p{L}\p{N}_])/uy;
const functionName = /(?<![\p{L}\p{N}_])((?!\p{Nd})[\p{L}\p{N}_][\p{L}\p{N}_]*)\(/uy;
const word = /(?<![\p{L}\p{N}_])(?!__)(?!\p{Nd})[\p{L}\p{N}_]+/uy;
const quoted = /'((?:[^'\\]|\\[^\n])*)'|"((?:[^"\\]|\\[^\n])*)"/uy;
const verbatim = /`((?:[^`\\]|\\[^\n])*)`/uy;
const symbol = /=>|=~|!~|!=|>=|<=|->|\?\.|[.+\-*/><=[{()\]},]/uy;

const words: ReadonlyMap<string, null | boolean> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Cuts an expression's text into tokens, one at a time. */
export class Lexer {
  private at = 0;

  constructor(private readonly text: string) {}

  /** Undefined: the text is at its end. @throws YaqlFault */
  next(): Token | undefined {
    this.match(space);
    const { at } = this;
    if (at >= this.text.length) return undefined;
    return this.name(at) ?? this.string(at) ?? this.symbol(at) ?? this.illegal(at);
  }

  /** In characters, as users count. */
  position(at: number): number {
    return [...this.text.slice(0, at)].length;
  }

  private name(at: number): Token | undefined {
    const name = this.match(variable)?.[0];
    if (name !== undefined) return { kind: 'variable', value: name, at };
    const digits = this.match(number)?.[0];
    if (digits !== undefined) return { kind: 'constant', value: this.number(digits, at), at };
    const called = this.match(functionName)?.[1];
    if (called !== undefined) return { kind: 'function', value: called, at };
    const found = this.match(word)?.[0];
    if (found === undefined) return undefined;
    if (operators.has(found)) return { kind: 'operator', value: found, at };
    const value = words.get(found);
    return value === undefined ? { kind: 'word', value: found, at } : { kind: 'constant', value, at };
  }

  private number(digits: string, at: number): bigint | number {
    const ascii = decimalDigits(digits);
    if (ascii.includes('.')) return Number(ascii);
    if (ascii.length > longestInteger) {
      throw new YaqlFault(
        'ValueError',
        `The number has more than ${longestInteger} digits`,
        this.position(at),
      );
    }
    return BigInt(ascii);
  }

  private string(at: number): Token | undefined {
    const match = this.match(quoted);
    if (match) {
      const value = withoutEscapes(match[1] ?? match[2] ?? '', this.position(at));
      return { kind: 'constant', value, at };
    }
    const raw = this.match(verbatim)?.[1];
    return raw === undefined ? undefined : { kind: 'constant', value: raw.replaceAll('\\`', '`'), at };
  }

  private symbol(at: number): Token | undefined {
    const found = this.match(symbol)?.[0];
    if (found === undefined) return undefined;
    if (operators.has(found)) return { kind: 'operator', value: found, at };
    return { kind: 'mark', value: found as (Token & { kind: 'mark' })['value'], at };
  }

  private illegal(at: number): never {
    const position = this.position(at);
    const character = String.fromCodePoint(this.text.codePointAt(at) ?? 0);
    throw new YaqlFault(
      'YaqlLexicalException',
      `Lexical error: illegal character '${character}' at position ${position}`,
      position,
    );
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match) this.at = pattern.lastIndex;
    return match;
  }
}
