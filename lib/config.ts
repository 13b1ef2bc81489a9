import { stringify } from 'yaml';
import type { z } from 'zod';
import { fromText, misspeltVariables, variableOf } from './config/environment.js';
import { readConfigFile, type ConfigFile } from './config/file.js';
import { shown } from './config/mask.js';
import { settingsOf, type Setting } from './config/settings.js';
import { IsothermError, type Fault } from './errors.js';
import { nearestName } from './hot/nearest-name.js';

export interface ConfigSources {
  /** Path of a YAML file. */
  readonly file?: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** By dotted path, such as `{'rest.port': '8005'}`: from the command line. Undefined values are ignored. */
  readonly overrides?: Readonly<Record<string, unknown>>;
}

/**
 * The configuration by defaults, file, environment and overrides, each going before the one named before it.
 * @throws IsothermError `config.invalid` with every fault found: name, value and what is allowed.
 */
export function loadConfig<S extends z.ZodObject>(schema: S, sources: ConfigSources): z.output<S> {
  const settings = settingsOf(schema);
  const file = sources.file === undefined ? undefined : readConfigFile(sources.file);
  const values: Record<string, unknown> = structuredClone(file?.content ?? {});
  const origins = new Map<string, string>();
  for (const setting of settings) {
    const variable = variableOf(setting, sources.env);
    if (variable !== undefined) {
      put(values, setting.path, fromText(setting, variable.text));
      origins.set(setting.name, variable.name);
    }
    const given = sources.overrides?.[setting.name];
    if (given !== undefined) {
      put(values, setting.path, typeof given === 'string' ? fromText(setting, given) : given);
      origins.set(setting.name, 'the command line');
    }
  }

  const faults: Fault[] = misspeltVariables(settings, sources.env);
  const parsed = schema.safeParse(values);
  for (const issue of parsed.error?.issues ?? []) {
    faults.push(...faultsOf(issue, { settings, values, origins, file, path: sources.file }));
  }
  if (faults.length > 0 || !parsed.success) throw invalid(faults);
  return parsed.data;
}

/** The configuration as YAML, with secrets masked: what `--print-config` shows. */
export function printConfig<S extends z.ZodObject>(schema: S, config: z.output<S>): string {
  const printed: Record<string, unknown> = structuredClone(config);
  for (const setting of settingsOf(schema)) {
    const value = valueAt(config, setting.path);
    if (value !== undefined) put(printed, setting.path, shown(setting, value));
  }
  return stringify(printed);
}

function invalid(faults: readonly Fault[]): IsothermError {
  const first = faults[0];
  const text =
    first === undefined ? '' : first.hint === undefined ? first.message : `${first.message}; ${first.hint}`;
  const message =
    faults.length === 1 ? text : `The configuration has ${faults.length} faults. The first: ${text}`;
  return new IsothermError('config.invalid', message, { faults });
}

interface Context {
  readonly settings: readonly Setting[];
  readonly values: Record<string, unknown>;
  readonly origins: ReadonlyMap<string, string>;
  readonly file: ConfigFile | undefined;
  readonly path: string | undefined;
}

function faultsOf(issue: z.core.$ZodIssue, context: Context): Fault[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(issue.path, key, context));
  const name = issue.path.join('.');
  const setting = context.settings.find((one) => name === one.name || name.startsWith(`${one.name}.`));
  const value = valueAt(context.values, issue.path);
  // Below a list or map the schema's own words are nearer than what is said of the whole.
  const exact = setting?.name === name;
  const words = issue.code === 'custom' || !exact ? issue.message : `allowed is ${setting.allowed}`;
  if (value === undefined && issue.code !== 'custom') {
    const how =
      setting === undefined ? '' : `: set it in the file or through ${setting.variables.join(' or ')}`;
    return [{ path: name, message: `${name} is not set${how}`, hint: words }];
  }
  const from = origin(setting?.name ?? name, context);
  // A whole section may hold secrets that no setting declares.
  const text = typeof value === 'object' && !exact ? 'no such value' : JSON.stringify(shown(setting, value));
  const what = value === undefined ? name : `${name} is ${text}${from}`;
  return [{ path: name, ...position(issue.path, setting, context), message: `${what}: ${words}` }];
}

function unknownKey(path: readonly PropertyKey[], key: string, context: Context): Fault {
  const siblings = new Set<string>();
  for (const setting of context.settings) {
    const sibling = setting.path[path.length];
    if (sibling !== undefined && path.every((part, index) => setting.path[index] === part))
      siblings.add(sibling);
  }
  const nearest = nearestName(key, siblings);
  const name = [...path, key].join('.');
  const hint =
    nearest === undefined ? `allowed are ${[...siblings].join(', ')}` : `did you mean "${nearest}"?`;
  return {
    path: name,
    ...position([...path, key], undefined, context),
    message: `${name} is no setting`,
    hint,
  };
}

function origin(name: string, context: Context): string {
  const from = context.origins.get(name) ?? context.path;
  return from === undefined ? '' : ` (from ${from})`;
}

function position(path: readonly PropertyKey[], setting: Setting | undefined, context: Context) {
  if (setting !== undefined && context.origins.has(setting.name)) return {};
  return context.file?.positionOf(path) ?? {};
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  let current = values;
  for (const key of path) {
    if (typeof current !== 'object' || current === null) return undefined;
    current = (current as Record<PropertyKey, unknown>)[key];
  }
  return current;
}

/** A section that is not a map is left as it is, for the schema to refuse. */
function put(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let section = values;
  for (const key of path.slice(0, -1)) {
    const next = section[key] ?? (section[key] = {});
    if (typeof next !== 'object') return;
    section = next as Record<string, unknown>;
  }
  const last = path.at(-1);
  if (last !== undefined) section[last] = value;
}
