import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { IsothermError } from '../lib/errors.js';
import type { Json } from '../lib/json.js';
import type { GoalBody } from './client.js';

export interface TemplateOptions {
  readonly template?: string;
  /** Merged by the engine, in this order. */
  readonly environment?: readonly string[];
  readonly parameter?: readonly string[];
  readonly parameterFile?: readonly string[];
}

/**
 * Reads what a stack is to be from its files. What `get_file` names is read relative to the template and sent along
 * under the name that the template uses.
 * @throws IsothermError `cli.usage`
 */
export async function readGoal(options: TemplateOptions): Promise<GoalBody> {
  const template = options.template === undefined ? undefined : readText(options.template, 'The template');
  const environments = Object.fromEntries(
    (options.environment ?? []).map((path) => [path, readText(path, 'The environment')]),
  );
  const referenced =
    template === undefined || options.template === undefined
      ? {}
      : await referencedFiles(template, options.template);
  const files = { ...referenced, ...environments };
  const parameters = {
    ...readPairs(options.parameterFile, '--parameter-file', fromFile),
    ...readPairs(options.parameter, '-P'),
  };
  return {
    ...(template === undefined ? {} : { template }),
    ...(options.environment === undefined ? {} : { environment_files: options.environment }),
    ...(Object.keys(files).length === 0 ? {} : { files }),
    ...(Object.keys(parameters).length === 0 ? {} : { parameters }),
  };
}

/**
 * `name=value` each; the value may hold further equals signs.
 * @throws IsothermError `cli.usage`
 */
export function readPairs(
  given: readonly string[] = [],
  option: string,
  valueOf: (text: string) => string = (text) => text,
): Record<string, string> {
  return Object.fromEntries(
    given.map((text) => {
      const equals = text.indexOf('=');
      if (equals > 0) return [text.slice(0, equals), valueOf(text.slice(equals + 1))];
      throw new IsothermError(
        'cli.usage',
        `${option} ${JSON.stringify(text)} is not of the form name=value.`,
      );
    }),
  );
}

function fromFile(path: string): string {
  return readText(path, 'The parameter file');
}

async function referencedFiles(template: string, path: string): Promise<Record<string, string>> {
  const { defaultLimits } = await import('../lib/hot/limits.js');
  const { readDocument } = await import('../lib/hot/read-document.js');
  let document: Json;
  try {
    document = readDocument(template, 'template', defaultLimits);
  } catch {
    // The engine will tell its faults, all together.
    return {};
  }
  const names = new Set<string>();
  collect(document, names);
  const files: Record<string, string> = {};
  for (const name of names) files[name] = readText(locate(name, path), `What get_file names in ${path}`);
  return files;
}

/** Aliases share what they name, so each thing is looked into once. */
function collect(value: Json, names: Set<string>, seen = new Set<object>()): void {
  if (typeof value !== 'object' || value === null || seen.has(value)) return;
  seen.add(value);
  for (const [key, item] of Object.entries(value)) {
    if (key === 'get_file' && typeof item === 'string') names.add(item);
    else collect(item, names, seen);
  }
}

function locate(name: string, template: string): string {
  if (name.startsWith('file://')) return fileURLToPath(name);
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(name)) return resolve(dirname(template), name);
  throw new IsothermError(
    'cli.usage',
    `get_file names ${name} in ${template}, and only files are read: fetch it, and name the file.`,
  );
}

/** @throws IsothermError `cli.usage` */
export function readText(path: string, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const reason =
      code === 'ENOENT'
        ? 'it does not exist'
        : code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
          ? 'it is not UTF-8 text'
          : String(code);
    throw new IsothermError('cli.usage', `${what}, ${path}, cannot be read: ${reason}.`, { cause });
  }
}
