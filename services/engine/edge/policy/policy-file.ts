import { z } from 'zod';
import { readConfigFile } from '../../../../lib/config/file.js';
import { IsothermError, type Fault } from '../../../../lib/errors.js';
import { nearestName } from '../../../../lib/hot/nearest-name.js';
import { defaultRoles, isAction } from './actions.js';
import type { PolicyRules } from './policy.js';

const TYPE = 'resource_types:';
const roles = z.array(z.string().min(1));

/**
 * What an operator's file changes: a map in YAML or JSON from actions, and `resource_types:TYPE`, to lists of roles.
 * @throws IsothermError `config.invalid` with all that is wrong in it
 */
export function readPolicyFile(path: string): PolicyRules {
  const file = readConfigFile(path);
  const faults: Fault[] = [];
  const actions: Record<string, readonly string[]> = {};
  const types: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(file.content)) {
    const wrong = isAction(name) || name.startsWith(TYPE) ? undefined : unknown(name);
    const given = roles.safeParse(value);
    if (wrong !== undefined || !given.success) {
      const message = wrong ?? `${name} needs a list of roles; [] is admins alone`;
      faults.push({ path: name, message, ...file.positionOf([name]) });
    } else if (isAction(name)) actions[name] = given.data;
    else types[name.slice(TYPE.length)] = given.data;
  }
  if (faults.length === 0) return { actions, types };
  const said = faults.map(({ message }) => message).join('; ');
  throw new IsothermError('config.invalid', `The policy file ${path} is not valid: ${said}.`, { faults });
}

function unknown(name: string): string {
  const nearest = nearestName(name, Object.keys(defaultRoles));
  const hint = nearest === undefined ? 'docs/identity.md lists all' : `did you mean "${nearest}"?`;
  return `${name} is no action: ${hint}`;
}
