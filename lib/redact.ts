import type { Json, JsonObject } from './json.js';

const MASK = '******';
/** Shorter values are too common to be told from harmless text. */
const SHORTEST = 4;

/**
 * Makes a function that hides the values of secret properties in a text, also where they stand
 * escaped for JSON or a URL (R15).
 * @param names of the goal's top properties that are secret; every string and number below them is.
 */
export function redactor(goal: JsonObject, names: readonly string[]): (text: string) => string {
  return redactorOf(names.map((name) => goal[name]));
}

/** The same for values; of lists and maps, all that is inside. */
export function redactorOf(values: Iterable<Json | undefined>): (text: string) => string {
  const secrets = new Set<string>();
  for (const value of values) collect(value, secrets);
  if (secrets.size === 0) return (text) => text;
  // Longest first, or a secret that holds another one would leave its rest readable.
  const longestFirst = [...secrets].sort((a, b) => b.length - a.length);
  return (text) => longestFirst.reduce((masked, secret) => masked.replaceAll(secret, MASK), text);
}

function collect(value: Json | undefined, secrets: Set<string>): void {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value);
    if (text.length < SHORTEST) return;
    secrets.add(text);
    secrets.add(JSON.stringify(text).slice(1, -1));
    secrets.add(inUrl(text));
  } else if (typeof value === 'object' && value !== null) {
    for (const inner of Object.values(value)) collect(inner, secrets);
  }
}

function inUrl(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // A lone surrogate cannot be written in a URL, so it cannot show in one.
    return text;
  }
}
