import { IsothermError } from '../errors.js';
import type { Json } from '../json.js';
import type { FaultList } from './faults.js';
import type { TemplateLimits } from './limits.js';

/**
 * Checks that a value a user gave can be stored and walked: bounded depth and size (aliases counted each time
 * they are used), text without NUL and lone surrogates, numbers that JSON carries exactly.
 * Notes faults at the path of `faults`.
 * @throws IsothermError `template.too-large`: too many values.
 */
export function checkStorable(value: unknown, faults: FaultList, limits: TemplateLimits): void {
  new Audit(faults, limits).check(value, 0);
}

export function tooManyValues({ nodes }: TemplateLimits): IsothermError {
  return new IsothermError(
    'template.too-large',
    `The document comes to more than ${nodes} values once its aliases are expanded: make it smaller.`,
  );
}

/** What keeps a text from being stored, as a message without the text, which may be secret; undefined: nothing. */
export function textFault(text: string): string | undefined {
  if (!unstorable.test(text)) return undefined;
  return text.includes('\0')
    ? 'The text holds a NUL character, which cannot be stored: remove it.'
    : 'The text holds half a surrogate pair, which is not Unicode: remove it.';
}

const unstorable = /[\0\p{Surrogate}]/u;

class Audit {
  private nodes = 0;

  constructor(
    private readonly faults: FaultList,
    private readonly limits: TemplateLimits,
  ) {}

  check(value: unknown, depth: number): void {
    if (++this.nodes > this.limits.nodes) {
      throw tooManyValues(this.limits);
    }
    if (typeof value === 'string') return this.note(textFault(value));
    if (typeof value === 'number') return this.note(numberFault(value));
    if (value === null || typeof value === 'boolean') return;
    if (typeof value !== 'object')
      return this.note(`A value of type ${typeof value} is none that JSON can say.`);
    if (depth >= this.limits.depth) {
      return this.note(`The document is nested more than ${this.limits.depth} levels deep.`);
    }
    if (Array.isArray(value)) this.list(value, depth);
    else this.map(value as Record<string, unknown>, depth);
  }

  private list(items: readonly unknown[], depth: number): void {
    const { path } = this.faults;
    for (let index = 0; index < items.length; index++) {
      path.push(index);
      this.check(items[index], depth + 1);
      path.pop();
    }
  }

  private map(map: Record<string, unknown>, depth: number): void {
    const { path } = this.faults;
    for (const key of Object.keys(map)) {
      path.push(key);
      if (key === '__proto__') this.note('The key "__proto__" is not allowed: choose another name.');
      else this.note(textFault(key));
      this.check(map[key], depth + 1);
      path.pop();
    }
  }

  private note(message: string | undefined): void {
    if (message !== undefined) this.faults.add(message);
  }
}

function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value)) return 'The number is none that JSON can say: write it as a string.';
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'The number is too large to be kept exactly: write it as a string.';
  }
  return undefined;
}

/** Whether a value is a JSON map: not null, not a list. */
export function isMap(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `Array.isArray` that keeps the type of a readonly list. */
export function isList(value: unknown): value is readonly Json[] {
  return Array.isArray(value);
}
