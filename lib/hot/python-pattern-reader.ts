import { characterSet, literal } from './python-pattern-class.js';

/** It is no pattern of Python's, or one that JavaScript cannot say. */
export class NotUnderstood extends Error {}

/** What a repeat may follow: Python refuses to repeat `^` and `$`, and what is repeated already. */
type Item = { readonly source: string; readonly kind: 'atom' | 'look' | 'edge' | 'nothing' };

const start = '(?<![^])';
const end = '(?![^])';

/** Reads a pattern once, from left to right, and writes it anew in JavaScript's `v` mode without further flags. */
export class PatternReader {
  private readonly chars: readonly string[];
  private at = 0;
  private groups = 0;
  private readonly open = new Set<number>();
  private readonly names = new Map<string, number>();
  private flags = '';

  constructor(pattern: string) {
    this.chars = [...pattern];
  }

  /** @throws NotUnderstood */
  read(): { readonly source: string; readonly ignoreCase: boolean } {
    this.flags = this.leadingFlags();
    if (/[xL]/.test(this.flags) || /a.*[iu]|[iu].*a/.test(this.flags)) throw new NotUnderstood();
    const source = this.alternatives();
    if (this.at < this.chars.length) throw new NotUnderstood();
    return { source, ignoreCase: this.flags.includes('i') };
  }

  private leadingFlags(): string {
    const found = /^(?:\(\?[aiLmsux]+\))+/.exec(this.chars.join(''))?.[0] ?? '';
    this.at = found.length;
    return found.replace(/[(?)]/g, '');
  }

  private alternatives(): string {
    const branches = [this.sequence()];
    while (this.take('|')) branches.push(this.sequence());
    return branches.join('|');
  }

  private sequence(): string {
    let source = '';
    while (this.at < this.chars.length && !this.sees('|') && !this.sees(')'))
      source += this.repeated(this.item());
    return source;
  }

  private item(): Item {
    const char = this.next();
    switch (char) {
      case '^':
        return { source: this.flags.includes('m') ? '(?<![^\\n])' : start, kind: 'edge' };
      case '$':
        return { source: this.flags.includes('m') ? '(?![^\\n])' : `(?=\\n?${end})`, kind: 'edge' };
      case '.':
        return atom(this.flags.includes('s') ? '[^]' : '[^\\n]');
      case '[':
        return atom(this.characterClass());
      case '(':
        return this.group();
      case '\\':
        return this.escape();
      case '*':
      case '+':
      case '?':
      case '{':
        // There is nothing that it could repeat.
        this.at--;
        if (this.repeat() !== undefined) throw new NotUnderstood();
        return atom(literal(this.next()));
      default:
        return atom(literal(char));
    }
  }

  private repeated(item: Item): string {
    const repeat = this.repeat();
    if (repeat === undefined) return item.source;
    if (item.kind === 'edge' || item.kind === 'nothing') throw new NotUnderstood();
    const lazy = this.take('?') ? '?' : '';
    // Possessive, or a repeat of a repeat.
    if (this.sees('+') || this.sees('*') || this.sees('?') || this.repeat() !== undefined)
      throw new NotUnderstood();
    return `${item.kind === 'look' ? `(?:${item.source})` : item.source}${repeat}${lazy}`;
  }

  private repeat(): string | undefined {
    for (const sign of ['*', '+', '?']) if (this.take(sign)) return sign;
    if (!this.sees('{')) return undefined;
    const found = /^\{(\d*)(,?)(\d*)\}/.exec(this.chars.slice(this.at, this.at + 24).join(''));
    if (!found || found[0] === '{}') return undefined;
    this.at += found[0].length;
    const [, least = '', comma = '', most = ''] = found;
    return comma === '' ? `{${least}}` : `{${least === '' ? '0' : least},${most}}`;
  }

  private group(): Item {
    if (!this.take('?')) return this.capture('');
    const sign = this.next();
    if (sign === ':') return atom(`(?:${this.inside()})`);
    if (sign === '=' || sign === '!') return { source: `(?${sign}${this.inside()})`, kind: 'look' };
    if (sign === '#') {
      while (this.next() !== ')');
      return { source: '', kind: 'nothing' };
    }
    if (sign === '<') {
      const look = this.next();
      if (look !== '=' && look !== '!') throw new NotUnderstood();
      return { source: `(?<${look}${this.inside()})`, kind: 'look' };
    }
    if (sign !== 'P') throw new NotUnderstood();
    if (this.take('<')) return this.capture(this.name('>'));
    if (this.take('=')) return this.reference(this.names.get(this.name(')')));
    throw new NotUnderstood();
  }

  private capture(name: string): Item {
    const number = ++this.groups;
    if (name !== '') {
      if (this.names.has(name)) throw new NotUnderstood();
      this.names.set(name, number);
    }
    this.open.add(number);
    const source = `(${this.inside()})`;
    this.open.delete(number);
    return atom(source);
  }

  private inside(): string {
    const source = this.alternatives();
    if (!this.take(')')) throw new NotUnderstood();
    return source;
  }

  private name(last: string): string {
    let name = '';
    for (let char = this.next(); char !== last; char = this.next()) name += char;
    if (!/^[A-Za-z_]\w*$/.test(name)) throw new NotUnderstood();
    return name;
  }

  private reference(group: number | undefined): Item {
    if (group === undefined || group > this.groups || this.open.has(group)) throw new NotUnderstood();
    return atom(`(?:\\${group})`);
  }

  private escape(): Item {
    const char = this.next();
    const ascii = this.flags.includes('a');
    if (char === 'A') return { source: start, kind: 'edge' };
    if (char === 'Z') return { source: end, kind: 'edge' };
    if (char === 'b' || char === 'B') {
      const word = characterSet('w', ascii);
      const [same, other] = char === 'b' ? ['!', '='] : ['=', '!'];
      return { source: `(?:(?<=${word})(?${same}${word})|(?<!${word})(?${other}${word}))`, kind: 'edge' };
    }
    const set = characterSet(char, ascii);
    if (set !== undefined) return atom(set);
    if (/[1-9]/.test(char)) {
      const digits = this.chars.slice(this.at - 1, this.at + 2).join('');
      if (!/^[0-3][0-7]{2}$/.test(digits)) {
        const found = /^[1-9]\d?/.exec(digits)?.[0] ?? char;
        this.at += found.length - 1;
        return this.reference(Number(found));
      }
    }
    return atom(literal(this.escaped(char)));
  }

  /** What a backslash before the character means, be it in a class or outside. */
  private escaped(char: string): string {
    const plain = plainEscapes.get(char);
    if (plain !== undefined) return plain;
    const digits = { x: 2, u: 4, U: 8 }[char];
    if (digits !== undefined) return this.coded(digits);
    if (/[0-7]/.test(char)) {
      const found =
        /^[0-3]?[0-7]{1,2}/.exec(this.chars.slice(this.at - 1, this.at + 2).join(''))?.[0] ?? char;
      this.at += found.length - 1;
      return String.fromCodePoint(Number.parseInt(found, 8));
    }
    // Python keeps all other letters and digits for itself.
    if (/[A-Za-z0-9]/.test(char)) throw new NotUnderstood();
    return char;
  }

  private coded(digits: number): string {
    const text = this.chars.slice(this.at, this.at + digits).join('');
    const code = Number.parseInt(text, 16);
    if (text.length < digits || !/^[0-9a-fA-F]+$/.test(text) || code > 0x10ffff) throw new NotUnderstood();
    this.at += digits;
    return String.fromCodePoint(code);
  }

  private characterClass(): string {
    const negated = this.take('^');
    let source = '';
    for (let first = true; first || !this.sees(']'); first = false) {
      const from = this.member();
      if (!this.sees('-') || this.chars[this.at + 1] === ']') {
        source += from.source;
        continue;
      }
      this.at++;
      const to = this.member();
      if (from.code === undefined || to.code === undefined || from.code > to.code) throw new NotUnderstood();
      source += `${from.source}-${to.source}`;
    }
    this.at++;
    return `[${negated ? '^' : ''}${source}]`;
  }

  /** `code` is undefined for a set, which no range can have at its ends. */
  private member(): { readonly source: string; readonly code: number | undefined } {
    let char = this.next();
    if (char === '\\') {
      const letter = this.next();
      const set = characterSet(letter, this.flags.includes('a'));
      if (set !== undefined) return { source: set, code: undefined };
      char = letter === 'b' ? '\b' : this.escaped(letter);
    }
    return { source: literal(char), code: char.codePointAt(0) };
  }

  private sees(char: string): boolean {
    return this.chars[this.at] === char;
  }

  private take(char: string): boolean {
    if (!this.sees(char)) return false;
    this.at++;
    return true;
  }

  private next(): string {
    const char = this.chars[this.at++];
    if (char === undefined) throw new NotUnderstood();
    return char;
  }
}

const plainEscapes = new Map(Object.entries({ a: '\x07', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }));

function atom(source: string): Item {
  return { source, kind: 'atom' };
}
