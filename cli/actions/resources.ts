import { exitCodes } from '../exit-code.js';
import { oneLine } from '../plain-text.js';
import type { Session } from '../session.js';
import { fields, table } from '../table.js';
import { valueText } from './stack-views.js';

export async function listResources(session: Session, name: string): Promise<number> {
  const resources = await session.client.listResources(await session.client.find(name));
  if (session.json) session.sayJson(resources);
  else {
    const rows = resources.map((resource) => [
      resource.resource_name,
      resource.resource_type,
      resource.resource_status,
      resource.physical_resource_id,
      resource.resource_status.endsWith('_FAILED') ? resource.resource_status_reason : '',
    ]);
    session.say(table(['NAME', 'TYPE', 'STATUS', 'PHYSICAL ID', 'REASON'], rows));
  }
  return exitCodes.ok;
}

export async function showResource(session: Session, name: string, resource: string): Promise<number> {
  const found = await session.client.showResource(await session.client.find(name), resource);
  if (session.json) session.sayJson(found);
  else {
    session.say(
      fields({
        name: found.resource_name,
        type: found.resource_type,
        status: found.resource_status,
        reason: found.resource_status_reason,
        'physical id': found.physical_resource_id,
        requires: found.requires.join(', ') || undefined,
        description: found.description || undefined,
      }),
    );
    const attributes = Object.entries(found.attributes).map(([key, value]) => [key, valueText(value)]);
    if (attributes.length > 0) {
      session.say(
        `attributes\n${fields(Object.fromEntries(attributes) as Record<string, string>).replaceAll(/^(?=.)/gm, '  ')}`,
      );
    }
  }
  return exitCodes.ok;
}

/** As JSON also for people: it is whatever the template says. */
export async function showMetadata(session: Session, name: string, resource: string): Promise<number> {
  session.sayJson(await session.client.showMetadata(await session.client.find(name), resource));
  return exitCodes.ok;
}

export interface LogOptions {
  readonly lines: number;
  readonly handler?: boolean;
  readonly output?: boolean;
}

/** What the handler logged, and what the process wrote if the resource has a log file on this machine. */
export async function showLogs(
  session: Session,
  name: string,
  resource: string,
  options: LogOptions,
): Promise<number> {
  const ref = await session.client.find(name);
  const both = options.handler === options.output;
  const logs = both || options.handler ? await session.client.listLogs(ref, resource, options.lines) : [];
  const output =
    both || options.output ? await processOutput(session, ref, resource, options.lines) : undefined;
  if (session.json) {
    session.sayJson({ logs, ...(output === undefined ? {} : { output }) });
    return exitCodes.ok;
  }
  for (const { time, action, line } of logs) session.say(`${time}  ${action}  ${oneLine(line)}\n`);
  if (output === undefined) {
    if (options.output) process.stderr.write(`isotherm: ${resource} has no log file that can be read here\n`);
    return options.output ? exitCodes.notFound : exitCodes.ok;
  }
  if (both) session.say(`${logs.length > 0 ? '\n' : ''}${output.file}\n`);
  for (const line of output.lines) session.say(`${line}\n`);
  return exitCodes.ok;
}

async function processOutput(
  { client }: Session,
  ref: { readonly name: string; readonly id: string },
  resource: string,
  lines: number,
): Promise<{ file: string; lines: readonly string[] } | undefined> {
  const { attributes } = await client.showResource(ref, resource);
  const file = attributes['logFile'];
  if (typeof file !== 'string' || file === '') return undefined;
  const { lastLines } = await import('../last-lines.js');
  const found = await lastLines(file, lines);
  return found && { file, lines: found };
}
