import type { Budget } from '../../budget.js';
import { YaqlFault } from '../../yaql-fault.js';
import { DictValue } from '../dict-value.js';
import { ListValue } from '../list-value.js';
import { stringRepr } from '../../../python/string-repr.js';
import { pythonTypeName } from '../type-name.js';
import type { Value } from '../value.js';

/** Finds what a field of a template names: a number, a word, nothing for the next one, then `[key]`s. */
export class FieldNames {
  /** Of the next field without a name; undefined: fields give numbers. */
  private next: number | undefined = 0;
  private counted = false;

  constructor(
    private readonly args: readonly Value[],
    private readonly named: ReadonlyMap<string, Value>,
    private readonly budget: Budget,
  ) {}

  /** @throws YaqlFault as Python, and `NotSupported` for attributes */
  find(name: string): Value {
    const first = /^[^.[]*/.exec(name)?.[0] ?? '';
    let value = this.first(first);
    for (let rest = name.slice(first.length); rest !== '';) {
      const key = /^\[([^\]]*)\]/.exec(rest);
      if (!key) throw this.notAKey(rest);
      if (key[1] === '') throw new YaqlFault('ValueError', 'Empty attribute in format string');
      value = this.item(value, key[1] ?? '');
      rest = rest.slice(key[0].length);
      if (rest !== '' && !/^[.[]/.test(rest))
        throw new YaqlFault('ValueError', "Only '.' or '[' may follow ']' in format field specifier");
    }
    return value;
  }

  private first(name: string): Value {
    if (name !== '' && !/^\d+$/.test(name)) {
      const value = this.named.get(name);
      if (value === undefined) throw new YaqlFault('KeyError', stringRepr(name));
      return value;
    }
    const index = this.index(name);
    const value = this.args[index];
    if (value === undefined)
      throw new YaqlFault('IndexError', `Replacement index ${index} out of range for positional args tuple`);
    return value;
  }

  private index(name: string): number {
    if (name === '') {
      if (this.next === undefined)
        throw new YaqlFault(
          'ValueError',
          'cannot switch from manual field specification to automatic field numbering',
        );
      this.counted = true;
      return this.next++;
    }
    if (this.counted)
      throw new YaqlFault(
        'ValueError',
        'cannot switch from automatic field numbering to manual field specification',
      );
    this.next = undefined;
    return Number(name);
  }

  private item(value: Value, key: string): Value {
    const isNumber = /^\d+$/.test(key);
    if (value instanceof ListValue) {
      if (!isNumber)
        throw new YaqlFault('TypeError', `${value.kind} indices must be integers or slices, not str`);
      const item = value.items[Number(key)];
      if (item === undefined) throw new YaqlFault('IndexError', `${value.kind} index out of range`);
      return item;
    }
    if (typeof value === 'string') {
      const character = isNumber ? [...value][Number(key)] : undefined;
      if (character !== undefined) return character;
      throw isNumber
        ? new YaqlFault('IndexError', 'string index out of range')
        : new YaqlFault('TypeError', "string indices must be integers, not 'str'");
    }
    if (!(value instanceof DictValue))
      throw new YaqlFault('TypeError', `'${pythonTypeName(value)}' object is not subscriptable`);
    const found = value.get(isNumber ? BigInt(key) : key, this.budget);
    if (found === undefined)
      throw new YaqlFault('KeyError', isNumber ? String(BigInt(key)) : stringRepr(key));
    return found;
  }

  private notAKey(rest: string): YaqlFault {
    if (rest.startsWith('[')) return new YaqlFault('ValueError', "Missing ']' in format string");
    if (/^\.($|[.[])/.test(rest)) return new YaqlFault('ValueError', 'Empty attribute in format string');
    return new YaqlFault('NotSupported', 'format() does not give attributes of values: use [key]');
  }
}
