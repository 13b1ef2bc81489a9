import { parse } from 'yaml';
import { nearestName } from '../hot/nearest-name.js';
import type { Fault } from '../errors.js';
import { environmentPrefix, type Setting } from './settings.js';

/**
 * The value that a text stands for: numbers and booleans as they are written, lists separated by commas or as
 * YAML (`[a, b]`), documents as YAML. A text that cannot be read so is answered as it is, for the schema to refuse.
 */
export function fromText(setting: Setting, text: string): unknown {
  if (setting.kind === 'string') return text;
  if (setting.kind === 'number')
    return text.trim() !== '' && !Number.isNaN(Number(text)) ? Number(text) : text;
  if (setting.kind === 'boolean') return { true: true, false: false }[text.toLowerCase()] ?? text;
  if (setting.kind === 'list' && !text.trimStart().startsWith('[')) {
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  }
  try {
    return parse(text) as unknown;
  } catch {
    return text;
  }
}

/** The first of the setting's variables that is set and not empty. */
export function variableOf(
  setting: Setting,
  env: NodeJS.ProcessEnv,
): { name: string; text: string } | undefined {
  for (const name of setting.variables) {
    const text = env[name];
    if (text !== undefined && text !== '') return { name, text };
  }
  return undefined;
}

/**
 * Variables that look like misspelt settings. Others with the prefix are left alone: they may belong to
 * another service on the same machine.
 */
export function misspeltVariables(settings: readonly Setting[], env: NodeJS.ProcessEnv): Fault[] {
  const known = new Set(settings.flatMap((setting) => setting.variables));
  const endings = [...known].map((name) => name.slice(environmentPrefix.length));
  return Object.keys(env)
    .filter((name) => name.startsWith(environmentPrefix) && !known.has(name))
    .flatMap((name) => {
      const nearest = nearestName(name.slice(environmentPrefix.length), endings);
      if (nearest === undefined) return [];
      const hint = `did you mean "${environmentPrefix}${nearest}"?`;
      return [{ path: name, message: `The environment variable ${name} names no setting`, hint }];
    });
}
