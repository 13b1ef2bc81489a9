import { z } from 'zod';
import { errorSchema } from './error-body.js';

/** As much of an OpenAPI document as is completed here. */
interface Document {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: object;
}

interface Operation {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly responses: object;
}

const reference = { $ref: '#/components/responses/Error' };
const errors = { '4XX': reference, '5XX': reference };
const error = {
  schemas: { Error: z.toJSONSchema(errorSchema) },
  responses: {
    Error: {
      description: 'An error',
      content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
    },
  },
};

/** Completes the document with what all routes have alike: a name for each operation, and the errors that it may answer. */
export function completeDocument<Given extends object>(given: Given): Given {
  const { paths = {}, components }: Document = given;
  const completed = mapped(paths, (operations, path) =>
    mapped(operations, (operation, method) => ({
      ...operation,
      operationId: operation.operationId ?? operationId(method, path),
      responses: { ...operation.responses, ...errors },
    })),
  );
  const tags = Object.values(paths).flatMap((operations) =>
    Object.values(operations).flatMap(({ tags = [] }) => tags),
  );
  return {
    ...given,
    paths: completed,
    tags: [...new Set(tags)].map((name) => ({ name })),
    components: { ...components, ...error },
  };
}

function mapped<From, To>(
  from: Readonly<Record<string, From>>,
  change: (value: From, key: string) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, change(value, key)]));
}

/**
 * The method and the words of the path: `getStackResources`, `postStacks`. What a parameter follows is one of its kind; a stack that
 * is found by name alone is a `NamedStack`.
 */
export function operationId(method: string, path: string): string {
  const parts = path
    .replace(/^\/v1\/\{tenant\}/, '')
    .split('/')
    .filter(Boolean);
  const words = parts.flatMap((part, at) => {
    if (part.startsWith('{')) return [];
    const next = parts[at + 1];
    if (next?.startsWith('{') !== true) return [part];
    return [next === '{nameOrId}' ? 'named_stack' : part.replace(/s$/, '')];
  });
  const name = words.join('_').replaceAll(/(?:^|[_.])([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return method + (name || 'Root');
}
