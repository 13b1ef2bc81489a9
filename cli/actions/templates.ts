import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { table } from '../table.js';
import { readGoal, type TemplateOptions } from '../template-input.js';
import { valueText } from './stack-views.js';

export async function validateTemplate(session: Session, options: TemplateOptions): Promise<number> {
  const validation = await session.client.validate(await readGoal(options));
  if (session.json) {
    session.sayJson(validation);
    return exitCodes.ok;
  }
  session.say(`${options.template ?? 'The template'} has no faults.\n`);
  const rows = Object.entries(validation.Parameters).map(([name, parameter]) => [
    name,
    valueText(parameter['Type']),
    'Default' in parameter ? valueText(parameter['Default']) : '(required)',
    valueText(parameter['Description']),
  ]);
  if (rows.length > 0) session.say(table(['PARAMETER', 'TYPE', 'DEFAULT', 'DESCRIPTION'], rows));
  return exitCodes.ok;
}

export async function listVersions(session: Session): Promise<number> {
  const versions = await session.client.templates.versions();
  if (session.json) session.sayJson(versions);
  else {
    const rows = versions.map((each) => [each.version, each.type, each.aliases.join(', ')]);
    session.say(table(['VERSION', 'TYPE', 'ALIASES'], rows));
  }
  return exitCodes.ok;
}

export async function listFunctions(session: Session, version: string, conditions: boolean): Promise<number> {
  const functions = await session.client.templates.functions(version, conditions);
  if (session.json) session.sayJson(functions);
  else {
    const rows = functions.map((each) => [each.functions, each.description]);
    session.say(table(['FUNCTION', 'DESCRIPTION'], rows));
  }
  return exitCodes.ok;
}

/** As YAML, which can be given to an update. */
export async function showTemplate(session: Session, stack: string): Promise<number> {
  const template = await session.client.templates.ofStack(await session.client.find(stack));
  if (session.json) session.sayJson(template);
  else {
    const { stringify } = await import('yaml');
    session.say(stringify(template));
  }
  return exitCodes.ok;
}
