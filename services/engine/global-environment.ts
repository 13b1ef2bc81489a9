import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IsothermError } from '../../lib/errors.js';
import { readGlobalEnvironment } from '../../lib/hot/environment/global-environment.js';
import type { TemplateLimits } from '../../lib/hot/limits.js';
import type { JsonObject } from '../../lib/json.js';

/**
 * What the operator's environment files say, in the order of their names. It is read once: what is changed there holds after a restart,
 * and for a stack from its next update on, since goals are stored compiled.
 * @param directory undefined: there is none
 * @throws IsothermError `config.invalid`
 */
export function openGlobalEnvironment(directory: string | undefined, limits: TemplateLimits): JsonObject {
  if (directory === undefined) return {};
  return readGlobalEnvironment(textsIn(directory), limits);
}

function textsIn(directory: string): ReadonlyMap<string, string> {
  try {
    const names = readdirSync(directory).filter((name) => name.endsWith('.yaml'));
    return new Map(names.sort().map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new IsothermError(
      'config.invalid',
      `environment.directory ${directory} cannot be read: ${reason}`,
      {
        cause,
      },
    );
  }
}
