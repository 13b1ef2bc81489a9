import { exitCodes } from '../exit-code.js';
import { oneLine } from '../plain-text.js';
import type { Session } from '../session.js';
import { table } from '../table.js';
import { valueText } from './stack-views.js';

export async function explainStack(
  session: Session,
  name: string,
  resource: string | undefined,
): Promise<number> {
  const ref = await session.client.find(name);
  const why = await session.client.why(ref, resource);
  if (session.json) session.sayJson(why);
  else if (why.length === 0) session.say(`${resource ?? name} is converged: it waits for nothing.\n`);
  else
    for (const each of why)
      session.say(
        `${oneLine(each.resource_name)} (${oneLine(each.resource_type)}) ${each.state === 'wait' ? 'waits' : oneLine(each.state)}: ${oneLine(each.reason)}\n`,
      );
  return exitCodes.ok;
}

export async function listResourceTypes(session: Session): Promise<number> {
  const types = await session.client.listResourceTypes();
  if (session.json) session.sayJson(types);
  else
    session.say(
      table(
        ['TYPE', 'DESCRIPTION'],
        types.map((type) => [type.resource_type, type.description]),
      ),
    );
  return exitCodes.ok;
}

export async function showResourceType(
  session: Session,
  type: string,
  options: { readonly template?: boolean },
): Promise<number> {
  if (options.template) {
    const template = await session.client.resourceTypeTemplate(type);
    if (session.json) session.sayJson(template);
    else {
      const { stringify } = await import('yaml');
      session.say(stringify(template));
    }
    return exitCodes.ok;
  }
  const found = await session.client.showResourceType(type);
  if (session.json) {
    session.sayJson(found);
    return exitCodes.ok;
  }
  session.say(`${found.resource_type}\n${oneLine(found.description ?? '')}\n`);
  const properties = Object.entries(found.properties).map(([name, property]) => [
    name,
    property.type,
    property.required ? 'required' : 'default' in property ? valueText(property.default) : '',
    property.update_allowed ? 'in place' : 'replaces',
    property.description ?? '',
  ]);
  if (properties.length > 0)
    session.say(`\n${table(['PROPERTY', 'TYPE', 'DEFAULT', 'A CHANGE', 'DESCRIPTION'], properties)}`);
  const attributes = Object.entries(found.attributes).map(([name, each]) => [
    name,
    each.type,
    each.description,
  ]);
  if (attributes.length > 0) session.say(`\n${table(['ATTRIBUTE', 'TYPE', 'DESCRIPTION'], attributes)}`);
  return exitCodes.ok;
}
