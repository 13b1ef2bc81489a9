import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import assert from 'node:assert/strict';

type Responses = Readonly<
  Record<string, { readonly $ref?: string; readonly content?: Readonly<Record<string, object>> }>
>;
type Operations = Readonly<Record<string, { readonly responses: Responses }>>;

export interface Checked {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/**
 * Holds JSON answers to what an OpenAPI document says of them: by JSON Schema, as a client would.
 * @returns a check, which tells the operation whose answer it was; undefined: the document has no such path
 */
export function documentedAnswers(document: object) {
  const { paths } = document as { paths: Readonly<Record<string, Operations>> };
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  // The module is CommonJS, and its types do not say so.
  (addFormats as unknown as (to: Ajv2020) => void)(ajv);
  ajv.addSchema({ ...document, $id: 'document' });
  const compiled = new Map<string, ValidateFunction>();
  const routes = Object.keys(paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
    fixed: path.split('/').filter((part) => !part.startsWith('{')).length,
  }));
  // Fixed parts win over parameters, as in the router.
  routes.sort((a, b) => b.fixed - a.fixed);

  return (method: string, url: string, status: number, json: unknown): Checked | undefined => {
    const asked = url.split('?', 1)[0] ?? '';
    const path = routes.find(({ pattern }) => pattern.test(asked))?.path;
    const operation = path === undefined ? undefined : paths[path]?.[method.toLowerCase()];
    if (path === undefined || !operation) return undefined;
    const key = [String(status), `${String(status)[0]}XX`].find((one) => one in operation.responses);
    const what = `${method} ${path} ${String(status)}`;
    assert.ok(key !== undefined, `${what} is not in the document`);
    const shared = operation.responses[key]?.$ref;
    const answer = shared ?? `#/paths/${escaped(path)}/${method.toLowerCase()}/responses/${key}`;
    const reference = `document${answer}/content/application~1json/schema`;
    const validate = compiled.get(reference) ?? ajv.compile({ $ref: reference });
    compiled.set(reference, validate);
    assert.ok(validate(json), `${what} does not answer as documented: ${ajv.errorsText(validate.errors)}`);
    return { method, path, status };
  };
}

function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
