import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Json, JsonObject } from '../../handler/index.js';

const name = z.string().meta({ description: 'Its name' });
const description = z.string().optional().meta({ description: 'What it is, for people' });
const type = z
  .enum(['String', 'Number', 'CommaDelimitedList', 'Json', 'Boolean'])
  .default('String')
  .meta({ description: 'The type of its value' });

export const inputs = z.array(
  z.strictObject({
    name,
    description,
    type,
    default: z.unknown().optional().meta({ description: 'Its value where a deployment gives none' }),
    replace_on_change: z
      .boolean()
      .default(false)
      .meta({ description: 'Another value makes another deployment of it' }),
  }),
);

export const outputs = z.array(
  z.strictObject({
    name,
    description,
    type,
    error_output: z
      .boolean()
      .default(false)
      .meta({ description: 'A deployment that yields a value for it has failed' }),
  }),
);

type Declared = z.output<typeof inputs>[number] | z.output<typeof outputs>[number];

/** With null for what is left out, which Heat keeps as an empty value of the type. */
export function declarationsOf(
  declared: readonly Declared[] | undefined,
  keys: readonly string[],
): JsonObject[] {
  return (declared ?? []).map((each) =>
    Object.fromEntries(keys.map((key) => [key, (each as JsonObject)[key] ?? null])),
  );
}

/**
 * Whether what is kept may be what was asked for: it is kept without what is empty or false, and with values in their types, so that what
 * has another form now says nothing.
 */
export function areKept(asked: readonly JsonObject[], kept: readonly JsonObject[]): boolean {
  return asked.length === kept.length && asked.every((each, at) => isKept(each, kept[at] ?? {}));
}

function isKept(asked: JsonObject, kept: JsonObject): boolean {
  return Object.entries(asked).every(
    ([key, value]) =>
      !value ||
      isDeepStrictEqual(value, kept[key]) ||
      (key === 'default' && formOf(value) !== formOf(kept[key])),
  );
}

function formOf(value: Json | undefined): string {
  return Array.isArray(value) ? 'list' : typeof value;
}
