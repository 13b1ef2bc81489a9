import { IsothermError } from '../errors.js';
import type { Json } from '../json.js';
import { didYouMean, shown, type FaultList } from './faults.js';
import { nearestName } from './nearest-name.js';
import { isMap } from './storable.js';

export type JsonMap = { readonly [key: string]: Json };

/** The map that stands at the current path, empty when nothing does; anything else is noted as a fault. */
export function mapOrFault(value: Json | undefined, what: string, faults: FaultList): JsonMap {
  if (value === undefined || value === null) return {};
  if (isMap(value)) return value;
  faults.add(`${what} must be a map, not ${shown(value)}.`);
  return {};
}

/** @throws IsothermError `template.too-large` */
export function checkCount(map: JsonMap, limit: number, what: string): void {
  const count = Object.keys(map).length;
  if (count <= limit) return;
  throw new IsothermError(
    'template.too-large',
    `The template has ${count} ${what} and exceeds the maximum of ${limit}: split it, or raise the limit.`,
  );
}

/** Text at `key` of a map, `''` when there is none; anything else is noted as a fault. Scalars become text. */
export function textOrFault(map: JsonMap, key: string, faults: FaultList): string {
  const value = own(map, key);
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  faults.add(`The ${key} must be a string, not ${shown(value)}.`, { at: [key] });
  return '';
}

/** Whether `key` of a map says true, in any case of letters; anything but true and false is noted as a fault. */
export function flagOrFault(
  map: JsonMap,
  key: string,
  faults: FaultList,
  say: (value: Json) => string = shown,
): boolean {
  const value = own(map, key);
  if (value === undefined || value === null) return false;
  const word = (typeof value === 'object' ? '' : String(value)).toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  faults.add(`"${key}" must be true or false, not ${say(value)}.`, { at: [key] });
  return false;
}

/** Notes each key that is not among the allowed ones, with `message(key)` and the nearest allowed key. */
export function checkKeys(
  map: JsonMap,
  allowed: readonly string[],
  message: (key: string) => string,
  faults: FaultList,
): void {
  for (const key of Object.keys(map)) {
    if (allowed.includes(key)) continue;
    const hint = didYouMean(nearestName(key, allowed)) ?? `allowed: ${allowed.join(', ')}`;
    faults.add(message(key), { at: [key], hint });
  }
}

/** Whether a key is not there since another that is not allowed most likely means it: one fault is enough of that. */
export function isMisspelt(map: JsonMap, key: string, allowed: readonly string[]): boolean {
  if (Object.hasOwn(map, key)) return false;
  return Object.keys(map).some((each) => !allowed.includes(each) && nearestName(each, allowed) === key);
}

/** A map's own value: names such as `constructor` must not reach its prototype. */
export function own<T>(map: { readonly [key: string]: T }, key: string): T | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
