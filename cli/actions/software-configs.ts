import { IsothermError } from '../../lib/errors.js';
import type { Json, JsonObject } from '../../lib/json.js';
import type { SoftwareConfig } from '../client/software-calls.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { fields, table } from '../table.js';
import { readText } from '../template-input.js';
import { valueText } from './stack-views.js';

export interface NewConfigOptions {
  readonly file?: string;
  readonly definition?: string;
  readonly group: string;
}

export async function createConfig(
  session: Session,
  name: string,
  options: NewConfigOptions,
): Promise<number> {
  const { file, definition, group } = options;
  const config = file === undefined ? '' : readText(file, 'The config');
  const defined = definition === undefined ? {} : await readDefinition(definition);
  sayConfig(
    session,
    await session.client.software.createConfig({
      name,
      group,
      config,
      inputs: (defined['inputs'] ?? []) as JsonObject[],
      outputs: (defined['outputs'] ?? []) as JsonObject[],
      options: defined['options'] ?? {},
    }),
  );
  return exitCodes.ok;
}

/** JSON is YAML too. @throws IsothermError `cli.usage` */
async function readDefinition(path: string): Promise<JsonObject> {
  const { parse } = await import('yaml');
  const text = readText(path, 'The definition');
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new IsothermError('cli.usage', `The definition, ${path}, is not YAML: ${String(cause)}`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw new IsothermError(
    'cli.usage',
    `The definition, ${path}, is not a map of inputs, outputs and options.`,
  );
}

export async function listConfigs(
  session: Session,
  { limit, marker }: { readonly limit?: number; readonly marker?: string },
): Promise<number> {
  const configs = await session.client.software.listConfigs({ limit, marker });
  if (session.json) session.sayJson(configs);
  else {
    const rows = configs.map((each) => [each.id, each.name ?? '', each.group ?? '', each.creation_time]);
    session.say(table(['ID', 'NAME', 'GROUP', 'CREATED'], rows));
  }
  return exitCodes.ok;
}

export async function showConfig(
  session: Session,
  id: string,
  options: { readonly text?: boolean },
): Promise<number> {
  const config = await session.client.software.showConfig(id);
  if (options.text) session.say(typeof config.config === 'string' ? config.config : valueText(config.config));
  else sayConfig(session, config);
  return exitCodes.ok;
}

export async function deleteConfigs(session: Session, ids: readonly string[]): Promise<number> {
  for (const id of ids) {
    await session.client.software.deleteConfig(id);
    if (!session.json) session.say(`Software config ${id} is deleted.\n`);
  }
  return exitCodes.ok;
}

export async function showMetadata(session: Session, server: string): Promise<number> {
  const configs = await session.client.software.metadata(server);
  if (session.json) session.sayJson(configs);
  else {
    const rows = configs.map((each) => [each.name ?? '', each.group ?? '', each.id, inputsText(each.inputs)]);
    session.say(table(['NAME', 'GROUP', 'ID', 'INPUTS'], rows));
  }
  return exitCodes.ok;
}

function sayConfig(session: Session, config: SoftwareConfig): void {
  if (session.json) session.sayJson(config);
  else {
    session.say(
      fields({
        id: config.id,
        name: config.name ?? undefined,
        group: config.group ?? undefined,
        created: config.creation_time,
        inputs: inputsText(config.inputs) || undefined,
        outputs: config.outputs.map((each) => valueText(each['name'])).join(', ') || undefined,
        options: valueText(config.options),
        config: typeof config.config === 'string' ? config.config : valueText(config.config),
      }),
    );
  }
}

function inputsText(inputs: readonly JsonObject[]): string {
  const text = (value: Json | undefined) => (value === undefined ? '' : `=${valueText(value)}`);
  return inputs
    .map((input) => valueText(input['name']) + text(input['value'] ?? input['default']))
    .join(', ');
}
