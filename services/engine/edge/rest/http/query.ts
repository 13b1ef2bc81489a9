import { z } from 'zod';
import { IsothermError } from '../../../../../lib/errors.js';

/** One query parameter as it arrives: a text, or several when it is repeated. */
const queryValue = z.union([z.string(), z.array(z.string())]);
export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** Documents the query parameters of a route by name. Others are let through: Heat ignores most of them. */
export function querySchema(descriptions: Readonly<Record<string, string>>) {
  const shape = Object.fromEntries(
    Object.entries(descriptions).map(([name, description]) => [
      name,
      queryValue.optional().meta({ description }),
    ]),
  );
  return z.looseObject(shape);
}

/** The last one counts when it is repeated. */
export function textOf(query: Query, name: string): string | undefined {
  const value = query[name];
  return Array.isArray(value) ? value.at(-1) : value;
}

/** All of a repeatable parameter; undefined when it is not given, or without a value, as in Heat. */
export function textsOf(query: Query, name: string): string[] | undefined {
  const value = query[name] ?? [];
  const texts = (Array.isArray(value) ? value : [value]).filter((text) => text !== '');
  return texts.length > 0 ? texts : undefined;
}

/** The same of statuses and actions, which Heat's database finds in any case. */
export function wordsOf(query: Query, name: string): string[] | undefined {
  return textsOf(query, name)?.map((text) => text.toUpperCase());
}

/** @throws IsothermError `request.invalid` when it is not a whole number from `least` on. */
export function integerOf(query: Query, name: string, least = 0): number | undefined {
  const text = textOf(query, name)?.trim();
  // Without a value it is as if it were not there, as in Heat.
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value >= least) return value;
  const said = text.slice(0, 80);
  throw new IsothermError(
    'request.invalid',
    /^-\d+$/.test(text)
      ? `Value '${said}' is invalid for '${name}' which only accepts non-negative integer.`
      : `Only integer is acceptable by '${name}': "${said}" is not one from ${least} on.`,
  );
}

/** @throws IsothermError `request.invalid` for a limit that is none. */
export function pageOf(query: Query): { readonly limit?: number; readonly marker?: string } {
  const limit = integerOf(query, 'limit');
  const marker = textOf(query, 'marker');
  return { ...(limit === undefined ? {} : { limit }), ...(marker === undefined ? {} : { marker }) };
}

/** @throws IsothermError `request.invalid` for anything but true and false, in any case. */
export function booleanOf(query: Query, name: string): boolean | undefined {
  const text = textOf(query, name);
  return text === undefined ? undefined : booleanFrom(text, name);
}

/** As `booleanOf`, but that without a value it is as if it were not there. */
export function givenBooleanOf(query: Query, name: string): boolean | undefined {
  return textOf(query, name) === '' ? undefined : booleanOf(query, name);
}

export function booleanFrom(text: string, name: string): boolean {
  const lower = text.toLowerCase();
  if (lower === 'true' || lower === 'false') return lower === 'true';
  throw new IsothermError(
    'request.invalid',
    `Unrecognized value "${text}" for "${name}", acceptable values are: true, false.`,
  );
}

/** @throws IsothermError `request.invalid` for anything but asc and desc. */
export function directionOf(query: Query): 'asc' | 'desc' | undefined {
  const text = textOf(query, 'sort_dir');
  if (text === undefined || text === 'asc' || text === 'desc') return text;
  throw new IsothermError(
    'request.invalid',
    `Unrecognized value "${text}" for "sort_dir", acceptable values are: asc, desc.`,
  );
}

/** Filters that would change the answer are refused rather than ignored. */
export function refuseQuery(query: Query, names: readonly string[]): void {
  const name = names.find((each) => query[each] !== undefined);
  if (name === undefined) return;
  throw new IsothermError(
    'request.unsupported',
    `The query parameter "${name}" is not supported: leave it out.`,
  );
}
