import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../../../lib/json.js';
import { unknown, type Answer } from './our-answer.js';
import type { HeatError, Vector } from './vector.js';

/** How our answer compares with Heat's. `ours` and `heats` are for people, and for the differences on purpose. */
export type Verdict =
  | { readonly kind: 'same value' | 'same words' | 'not known yet' }
  | { readonly kind: 'pending'; readonly what: string }
  /** Heat's program failed where we refuse, or give a value. */
  | { readonly kind: 'crash' }
  /** Both refuse, in other words. */
  | { readonly kind: 'other words'; readonly ours: string; readonly heats: string }
  | { readonly kind: 'different'; readonly ours: string; readonly heats: string };

export function judge(vector: Vector, ours: Answer): Verdict {
  if (ours.kind === 'pending') return ours;
  const { error, requires } = vector.heat;
  if (error?.crash) return { kind: 'crash' };
  if (error) return judgeError(error, ours);
  const heats = shownValue(vector.heat.value ?? null, requires);
  if (ours.kind === 'refused') return { kind: 'different', ours: refusal(ours), heats };
  const wanted = plain(vector.heat.value ?? null);
  const found = plain(ours.value);
  const sameRequires = requires === undefined || isDeepStrictEqual(ours.requires, requires);
  if (sameRequires && isDeepStrictEqual(found, wanted)) return { kind: 'same value' };
  if (sameRequires && isDeepStrictEqual(found, withUnknown(wanted, found))) return { kind: 'not known yet' };
  return { kind: 'different', ours: shownValue(ours.value, requires && ours.requires), heats };
}

function judgeError(error: HeatError, ours: Answer & { kind: 'value' | 'refused' }): Verdict {
  const heats = `${error.where === undefined ? '' : `${error.where}: `}${error.message}`;
  if (ours.kind === 'value') {
    // Heat evaluates with placeholders for what was not made yet, and may fail on those.
    if (error.stage === 'resolve' && ours.value === unknown) return { kind: 'not known yet' };
    return { kind: 'different', ours: shownValue(ours.value, ours.requires), heats: `refused: ${heats}` };
  }
  if (error.stage !== 'resolve' && ours.when === 'evaluating') {
    return {
      kind: 'different',
      ours: `refused late: ${refusal(ours)}`,
      heats: `refused at ${error.stage}: ${heats}`,
    };
  }
  const same = ours.messages.some((message) =>
    [error.message, heats].some((text) => isOrNamesValue(sentence(message), sentence(text))),
  );
  return same ? { kind: 'same words' } : { kind: 'other words', ours: ours.messages.join(' | '), heats };
}

/** Our messages often go on with the value at fault. */
function isOrNamesValue(ours: string, heats: string): boolean {
  return ours === heats || ours.startsWith(`${heats}: `);
}

/** Our sentences have a full stop; Python puts the text of a KeyError in quotes. */
function sentence(text: string): string {
  return text.replace(/^(['"])(.*)\1$/s, '$2').replace(/\.$/, '');
}

function refusal(ours: Answer & { kind: 'refused' }): string {
  return `refused: ${ours.messages.join(' | ')}`;
}

function shownValue(value: Json, requires: readonly string[] | undefined): string {
  return requires === undefined
    ? JSON.stringify(value)
    : `${JSON.stringify(value)} of [${requires.join(', ')}]`;
}

/** -0 is 0 in JSON; what shares no prototype is equal all the same. */
function plain(value: Json): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}

/** What was wanted, with `unknown` where it was found. */
function withUnknown(wanted: Json | undefined, found: Json | undefined): Json | undefined {
  if (found === unknown) return unknown;
  if (Array.isArray(wanted) && Array.isArray(found))
    return wanted.map((each: Json, at) => withUnknown(each, found[at] as Json) as Json);
  if (isPlainMap(wanted) && isPlainMap(found)) {
    return Object.fromEntries(
      Object.entries(wanted).map(([key, each]) => [key, withUnknown(each, found[key]) ?? null]),
    );
  }
  return wanted;
}

function isPlainMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
