import type { Json } from '../json.js';
import { isList, isMap } from './storable.js';
import { hotVersion, versionNames, type HotVersion } from './versions.js';

/** The first function that a value as written in a template calls, outermost first; undefined: it is a literal. */
export function firstCall(value: Json, version: HotVersion): string | undefined {
  return findCall(value, (name) => version.functions.has(name));
}

/** As `firstCall`, for a value that shall not be taken for a call by any version. */
export function firstCallInAnyVersion(value: Json): string | undefined {
  return findCall(value, (name) => everyFunction().has(name));
}

function findCall(value: Json, isFunction: (name: string) => boolean): string | undefined {
  if (isList(value)) return firstOf(value, isFunction);
  if (!isMap(value)) return undefined;
  const [only, ...more] = Object.keys(value);
  if (only !== undefined && more.length === 0 && isFunction(only)) return only;
  return firstOf(Object.values(value), isFunction);
}

function firstOf(values: readonly Json[], isFunction: (name: string) => boolean): string | undefined {
  for (const value of values) {
    const found = findCall(value, isFunction);
    if (found !== undefined) return found;
  }
  return undefined;
}

let known: ReadonlySet<string> | undefined;
function everyFunction(): ReadonlySet<string> {
  return (known ??= new Set(versionNames.flatMap((name) => [...(hotVersion(name)?.functions.keys() ?? [])])));
}

/** How often each parameter is used in a value as written; undefined: one is used by a name that is computed. */
export function parameterUses(value: Json): ReadonlyMap<string, number> | undefined {
  const uses = new Map<string, number>();
  return count(value, uses) ? uses : undefined;
}

function count(value: Json, uses: Map<string, number>): boolean {
  if (isList(value)) return value.every((each) => count(each, uses));
  if (!isMap(value)) return true;
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === 'get_param') {
    const name = parameterName(first[1]);
    if (name === undefined) return false;
    uses.set(name, (uses.get(name) ?? 0) + 1);
    return !isList(first[1]) || first[1].slice(1).every((each) => count(each, uses));
  }
  return entries.every(([, each]) => count(each, uses));
}

/** Of the arguments of `get_param`; undefined: it is computed. */
export function parameterName(args: Json): string | undefined {
  const name = isList(args) ? args[0] : args;
  return typeof name === 'string' ? name : undefined;
}
