import { z } from 'zod';

/** What a setting's `.meta({...})` may say. Every setting has a description. */
export interface SettingMeta {
  readonly description?: string | undefined;
  /** Masked wherever it is printed. */
  readonly secret?: boolean | undefined;
  /** A further environment variable that sets it, such as `DATABASE_URL`; the derived one goes before it. */
  readonly env?: string | undefined;
  /** What is allowed, where the schema cannot say it in a few words. */
  readonly allowed?: string | undefined;
  /** What holds when it is not set, where that is not a fixed value. */
  readonly defaultText?: string | undefined;
}

/** One leaf of a configuration schema. */
export interface Setting {
  readonly path: readonly string[];
  /** The dotted path. */
  readonly name: string;
  /** `ISOTHERM_REST_PORT` for `rest.port`. */
  readonly variables: readonly string[];
  readonly meta: SettingMeta;
  readonly kind: SettingKind;
  /** A few words, such as `a whole number from 1 to 65535`. */
  readonly allowed: string;
  /** Undefined: it has none. */
  readonly defaultValue: unknown;
  readonly required: boolean;
}

export type SettingKind = 'string' | 'number' | 'boolean' | 'list' | 'document';

export const environmentPrefix = 'ISOTHERM_';

/** All leaves of the schema, in its order. Objects are sections; lists and records are leaves. */
export function settingsOf(schema: z.ZodObject): Setting[] {
  const settings: Setting[] = [];
  walk(schema, [], false, settings);
  return settings;
}

function walk(schema: z.ZodObject, path: readonly string[], inOptional: boolean, into: Setting[]): void {
  for (const [key, field] of Object.entries(schema.shape)) {
    const inner = unwrap(field as z.ZodType);
    const here = [...path, key];
    if (inner.schema instanceof z.ZodObject) walk(inner.schema, here, inOptional || inner.optional, into);
    else into.push(setting(here, inner, inOptional));
  }
}

interface Unwrapped {
  readonly schema: z.ZodType;
  readonly meta: SettingMeta;
  readonly defaultValue: unknown;
  readonly optional: boolean;
}

function unwrap(schema: z.ZodType): Unwrapped {
  let current = schema;
  let meta: SettingMeta = {};
  let defaultValue: unknown;
  let optional = false;
  for (;;) {
    meta = { ...current.meta(), ...meta };
    if (current instanceof z.ZodDefault || current instanceof z.ZodPrefault)
      defaultValue = current.def.defaultValue;
    else if (current instanceof z.ZodOptional) optional = true;
    else return { schema: current, meta, defaultValue, optional };
    current = current.unwrap() as z.ZodType;
  }
}

function setting(path: readonly string[], field: Unwrapped, inOptional: boolean): Setting {
  const derived = environmentPrefix + path.map(upperSnake).join('_');
  return {
    path,
    name: path.join('.'),
    variables: field.meta.env === undefined ? [derived] : [derived, field.meta.env],
    meta: field.meta,
    kind: kindOf(field.schema),
    allowed: field.meta.allowed ?? allowedBy(field.schema),
    defaultValue: field.defaultValue,
    required: field.defaultValue === undefined && !field.optional && !inOptional,
  };
}

function upperSnake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
}

function kindOf(schema: z.ZodType): SettingKind {
  if (schema instanceof z.ZodNumber) return 'number';
  if (schema instanceof z.ZodBoolean) return 'boolean';
  if (schema instanceof z.ZodArray) return schema.element instanceof z.ZodObject ? 'document' : 'list';
  if (schema instanceof z.ZodRecord) return 'document';
  return 'string';
}

function allowedBy(schema: z.ZodType): string {
  if (schema instanceof z.ZodEnum) return `one of ${schema.options.join(', ')}`;
  if (schema instanceof z.ZodBoolean) return 'true or false';
  if (schema instanceof z.ZodArray) {
    return schema.element instanceof z.ZodObject ? 'a list of maps' : 'a list of texts';
  }
  if (schema instanceof z.ZodRecord) return 'a map';
  if (!(schema instanceof z.ZodNumber)) return 'a text that is not empty';
  const { minimum, maximum, type } = z.toJSONSchema(schema);
  const what = type === 'integer' ? 'a whole number' : 'a number';
  // zod bounds whole numbers by what a double can hold exactly; that tells nobody anything.
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  if (minimum === undefined) return most === undefined ? what : `${what} of at most ${String(most)}`;
  if (most === undefined) return `${what} of at least ${String(minimum)}`;
  return `${what} from ${String(minimum)} to ${String(most)}`;
}
