import type { Json, JsonObject } from '../../../lib/json.js';
import type { Applied, Instance } from './instance.js';

/**
 * Names of the properties that differ between what was applied to the instance and what is wanted, with those that an
 * unfinished update may have touched. A value from a volatile attribute counts only when nothing else
 * differs, which then means that its expression is another one.
 */
export function changedProperties(instance: Instance, wanted: Applied): string[] {
  const changed = differing(parse(instance.applied.text), parse(wanted.text));
  const firm = changed.filter((name) => !wanted.volatile.includes(name));
  const names = [...new Set([...firm, ...instance.uncertain])];
  return names.length > 0 ? names : changed;
}

/** Names of the properties that were observed otherwise than right after applying (R14). */
export function driftedProperties(instance: Instance): string[] {
  const { baseline, observed } = instance;
  const seen = observed?.properties;
  // What is only referred to is as others want it.
  if (instance.external) return [];
  if (!baseline || !seen || seen === baseline) return [];
  return Object.keys(seen).filter(
    (name) => baseline[name] !== undefined && !equal(baseline[name], seen[name]),
  );
}

/** Top-level names with unequal values, of both objects. */
export function differing(a: JsonObject, b: JsonObject): string[] {
  const names: string[] = [];
  for (const [name, value] of Object.entries(a)) if (!equal(value, b[name])) names.push(name);
  for (const name of Object.keys(b)) if (a[name] === undefined) names.push(name);
  return names;
}

/** Deep equality of JSON values; the order of keys does not count. */
export function equal(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item: Json, i) => equal(item, b[i] as Json));
  }
  const [left, right] = [a as JsonObject, b as JsonObject];
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && equal(left[key], right[key]));
}

function parse(text: string): JsonObject {
  return JSON.parse(text) as JsonObject;
}
