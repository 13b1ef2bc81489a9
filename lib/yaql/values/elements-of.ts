import type { Budget } from '../budget.js';
import { DictValue } from './dict-value.js';
import { isCollection, iterate } from './iterate.js';
import type { Value } from './value.js';

/**
 * The first elements of whatever Python can go through, which text and dicts are too: characters, and keys.
 * Undefined: it cannot be gone through.
 */
export function elementsOf(value: Value, most: number, budget: Budget): Value[] | undefined {
  const all = sourceOf(value, budget);
  if (all === undefined) return undefined;
  const elements: Value[] = [];
  for (const element of all) {
    budget.step();
    if (elements.push(element) === most) break;
  }
  return elements;
}

function sourceOf(value: Value, budget: Budget): Iterable<Value> | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof DictValue) return keysOf(value);
  return isCollection(value) ? iterate(value, budget) : undefined;
}

function* keysOf(dict: DictValue): Generator<Value, void> {
  for (const [key] of dict) yield key;
}
