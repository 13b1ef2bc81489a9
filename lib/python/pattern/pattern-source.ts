import { PythonFault } from '../python-fault.js';

/** The characters of a pattern, and where the reader stands. */
export class PatternSource {
  at = 0;
  private readonly characters: readonly string[];

  constructor(readonly text: string) {
    this.characters = [...text];
  }

  /** Empty at the end. */
  peek(offset = 0): string {
    return this.characters[this.at + offset] ?? '';
  }

  /** Empty at the end. */
  next(): string {
    const char = this.peek();
    if (char !== '') this.at++;
    return char;
  }

  get atEnd(): boolean {
    return this.at >= this.characters.length;
  }

  /** Reads a text if it stands here. */
  take(text: string): boolean {
    const { length } = text;
    if (this.characters.slice(this.at, this.at + length).join('') !== text) return false;
    this.at += length;
    return true;
  }

  /** Reads as many of these characters as there are, up to `most`. */
  takeAll(pattern: RegExp, most = Infinity): string {
    let text = '';
    while (text.length < most && !this.atEnd && pattern.test(this.peek())) text += this.next();
    return text;
  }

  /** Reads up to a character and over it. */
  until(end: string, what: string): string {
    const start = this.at;
    let text = '';
    for (let char = this.next(); char !== end; char = this.next()) {
      if (char === '')
        throw this.fault(text === '' ? `missing ${what}` : `missing ${end}, unterminated name`, start);
      text += char;
    }
    if (text === '') throw this.fault(`missing ${what}`, start);
    return text;
  }

  /** A fault of the whole pattern. */
  plainFault(message: string): PythonFault {
    return new PythonFault('RegexError', message);
  }

  /** Python's message, with the position. */
  fault(message: string, at = this.at): PythonFault {
    const before = this.characters.slice(0, at);
    const line = before.filter((char) => char === '\n').length + 1;
    const column = at - before.lastIndexOf('\n');
    const place = this.text.includes('\n') ? ` (line ${line}, column ${column})` : '';
    return new PythonFault('RegexError', `${message} at position ${at}${place}`);
  }
}
