import { z } from 'zod';
import type { JsonObject } from '../json.js';

/** One property or attribute as its zod schema declares it. */
export interface ValueSchema {
  /** JSON Schema (draft 2020-12) without our own metadata. */
  readonly json: JsonObject;
  readonly description: string | undefined;
  readonly updatable: boolean;
  readonly replace: boolean;
  readonly volatile: boolean;
  /** The custom constraint that it names, or whatever else stands there. */
  readonly constraint: unknown;
  /** The value or any part of it. */
  readonly secret: boolean;
  /** What JSON Schema cannot say, one phrase each: the engine would take other values than the handler. */
  readonly unsayable: readonly string[];
  /** Names in its metadata that nobody reads: mostly misspelt. */
  readonly unknownMeta: readonly string[];
}

const OURS = ['updatable', 'replace', 'volatile', 'secret', 'constraint'] as const;
/** Ours, and those of JSON Schema. */
export const META_NAMES: readonly string[] = [
  ...OURS,
  'description',
  'title',
  'id',
  'examples',
  'deprecated',
];

/** The schemas of an object's members; zod itself leaves their type open. */
export function membersOf(object: z.ZodObject): Readonly<Record<string, z.ZodType>> {
  return object.shape;
}

/** Reads schema and metadata of a value, also of one that another copy of zod made. */
export function readValueSchema(schema: z.core.$ZodType): ValueSchema {
  const unsayable = new Set<string>();
  let secret = false;
  let json: JsonObject = {};
  try {
    json = z.toJSONSchema(schema, {
      io: 'input',
      override: ({ zodSchema, jsonSchema }) => {
        const fault = changesValues(zodSchema);
        if (fault) unsayable.add(fault);
        if (z.globalRegistry.get(zodSchema)?.['secret'] === true) secret = true;
        for (const name of OURS) Reflect.deleteProperty(jsonSchema, name);
      },
    }) as JsonObject;
  } catch (error) {
    unsayable.add(error instanceof Error ? error.message : String(error));
  }
  const { $schema: _dialect, description, ...rest } = json;
  const meta = metadata(schema);
  return {
    json: rest,
    description: typeof description === 'string' ? description : undefined,
    updatable: meta['updatable'] === true,
    replace: meta['replace'] === true,
    volatile: meta['volatile'] === true,
    constraint: meta['constraint'],
    secret,
    unsayable: [...unsayable],
    unknownMeta: Object.keys(meta).filter((name) => !META_NAMES.includes(name)),
  };
}

/** Metadata of the schema and of what it wraps (`.meta()` may stand before or after `.default()`); the outermost wins. */
function metadata(schema: z.core.$ZodType): Record<string, unknown> {
  const inner = (schema._zod.def as { innerType?: z.core.$ZodType }).innerType;
  return { ...(inner && metadata(inner)), ...z.globalRegistry.get(schema) };
}

/** Why the schema yields another value than it was given; undefined when it does not. */
function changesValues(schema: z.core.$ZodType): string | undefined {
  const def = schema._zod.def as z.core.$ZodTypeDef & { coerce?: boolean };
  if (def.type === 'transform' || def.type === 'pipe') return 'a transform, codec or preprocess step';
  if (def.type === 'catch') return '`.catch()`, which hides wrong values';
  if (def.coerce) return `\`z.coerce.${def.type}()\``;
  if (def.checks?.some((check) => check._zod.def.check === 'overwrite')) {
    return 'a check that rewrites the value, such as `.trim()`';
  }
  return undefined;
}
