import { shownConstant } from '../values/text.js';
import { noValue } from '../values/value.js';
import { YaqlFault } from '../yaql-fault.js';
import {
  CallExpression,
  Constant,
  type Argument,
  type Expression,
  Keyword,
  MappingExpression,
  Parentheses,
} from './expression.js';
import { Lexer } from './lexer.js';
import { indexPower, operators } from './operators.js';
import type { Token } from './tokens.js';

/** Characters an expression may have. */
const longestExpression = 65_536;
/** Expressions inside one another, as they are written. */
const deepest = 200;

/**
 * Reads a whole expression.
 * @throws YaqlFault with yaql's texts, at the first place where it is none
 */
export function parse(text: string): Expression {
  if (text.length > longestExpression)
    throw new YaqlFault('TooMuchWork', `Expression has more than ${longestExpression} characters`);
  return new Parser(text).whole();
}

class Parser {
  private readonly lexer: Lexer;
  private ahead: Token | undefined;
  private peeked = false;
  private depth = 0;

  constructor(private readonly text: string) {
    this.lexer = new Lexer(text);
  }

  whole(): Expression {
    const expression = this.expression(0);
    if (this.peek()) throw this.unexpected();
    return expression;
  }

  /** An expression of operators that hold tighter than `power`. */
  private expression(power: number): Expression {
    if (++this.depth > deepest) {
      const position = this.lexer.position(this.peek()?.at ?? this.text.length);
      throw new YaqlFault('RecursionError', 'Expression is nested too deep', position);
    }
    let left = this.operand();
    for (let next = this.further(left, power); next; next = this.further(left, power)) left = next;
    this.depth--;
    return left;
  }

  /** `left` and the operator behind it; undefined: there is none that holds tighter than `power`. */
  private further(left: Expression, power: number): Expression | undefined {
    if (this.isMark('[')) {
      if (indexPower <= power) return undefined;
      this.take();
      return new CallExpression('#indexer', [left, ...this.list(']')]);
    }
    const token = this.peek();
    if (token?.kind !== 'operator') return undefined;
    const { infix, rightAssociative, calls } = operators.get(token.value) ?? {};
    if (infix === undefined || infix <= power) return undefined;
    this.take();
    const right = this.expression(rightAssociative ? infix - 1 : infix);
    return new CallExpression(calls ?? `#operator_${token.value}`, [left, right]);
  }

  private operand(): Expression {
    const token = this.peek();
    if (!token) throw this.unexpected();
    switch (token.kind) {
      case 'constant':
        this.take();
        return new Constant(token.value);
      case 'word':
        this.take();
        return new Keyword(token.value);
      case 'variable':
        this.take();
        return new CallExpression('#get_context_data', [new Constant(token.value)]);
      case 'function':
        this.take();
        return new CallExpression(token.value, this.list(')'), true);
      case 'operator':
        return this.prefixed(token.value);
      case 'mark':
        return this.bracketed(token.value);
    }
  }

  private prefixed(symbol: string): Expression {
    const prefix = operators.get(symbol)?.prefix;
    if (prefix === undefined) throw this.unexpected();
    this.take();
    return new CallExpression(`#unary_operator_${symbol}`, [this.expression(prefix)]);
  }

  private bracketed(mark: string): Expression {
    if (mark !== '(' && mark !== '[' && mark !== '{') throw this.unexpected();
    this.take();
    if (mark === '[') return new CallExpression('#list', this.list(']'));
    if (mark === '{') return new CallExpression('#map', this.list('}'));
    const inner = this.expression(0);
    this.expect(')');
    return new Parentheses(inner);
  }

  /** Arguments up to and with `end`: values, of which all but the last may be left out, then `name => value`. */
  private list(end: ')' | ']' | '}'): Argument[] {
    const args: Argument[] = [];
    if (this.isMark(end)) {
      this.take();
      return args;
    }
    let left = this.leftOut(args);
    let named = false;
    for (;;) {
      const value = this.expression(0);
      // As in yaql's grammar: no name right after two that were left out, or after one before any value.
      const mayBeNamed = named || left === 0 || (left === 1 && args.length > 1);
      if (mayBeNamed && this.isMark('=>')) {
        this.take();
        args.push(new MappingExpression(value, this.expression(0)));
        named = true;
      } else {
        if (named) throw this.unexpected();
        args.push(value);
      }
      if (this.isMark(end)) break;
      this.expect(',');
      left = named ? 0 : this.leftOut(args);
    }
    this.take();
    return args;
  }

  private leftOut(args: Argument[]): number {
    let count = 0;
    for (; this.isMark(','); count++) {
      this.take();
      args.push(noValue);
    }
    return count;
  }

  private expect(mark: ')' | ','): void {
    if (!this.isMark(mark)) throw this.unexpected();
    this.take();
  }

  private isMark(mark: string): boolean {
    const token = this.peek();
    return token?.kind === 'mark' && token.value === mark;
  }

  private peek(): Token | undefined {
    if (!this.peeked) {
      this.ahead = this.lexer.next();
      this.peeked = true;
    }
    return this.ahead;
  }

  private take(): void {
    this.peeked = false;
  }

  private unexpected(): YaqlFault {
    const token = this.peek();
    if (!token) return new YaqlFault('YaqlGrammarException', 'Parse error: unexpected end of statement');
    const position = this.lexer.position(token.at);
    const shown = shownConstant(token.value);
    return new YaqlFault(
      'YaqlGrammarException',
      `Parse error: unexpected '${shown}' at position ${position} of expression '${this.text}'`,
      position,
    );
  }
}
