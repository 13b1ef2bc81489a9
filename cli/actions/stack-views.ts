import { IsothermError } from '../../lib/errors.js';
import type { Stack } from '../client.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { fields, table } from '../table.js';
import { waitAndShow } from './change-stack.js';

export async function showStack(session: Session, name: string): Promise<number> {
  const stack = await session.client.showStack(await session.client.find(name));
  if (session.json) session.sayJson(stack);
  else session.say(stackText(stack));
  return exitCodes.ok;
}

export interface ListOptions {
  readonly deleted?: boolean;
  readonly tag?: readonly string[];
  readonly status?: readonly string[];
  readonly long?: boolean;
}

export async function listStacks(session: Session, options: ListOptions): Promise<number> {
  const query = { show_deleted: options.deleted, tags: options.tag?.join(','), status: options.status };
  if (options.long) return listLong(session, await session.client.listStackDetails(query));
  const stacks = await session.client.listStacks(query);
  if (session.json) session.sayJson(stacks);
  else {
    const rows = stacks.map((stack) => [
      stack.stack_name,
      stack.stack_status,
      stack.convergence,
      String(stack.revision),
      stack.updated_time ?? stack.creation_time,
      stack.id,
    ]);
    session.say(table(['NAME', 'STATUS', 'CONVERGENCE', 'REVISION', 'CHANGED', 'ID'], rows));
  }
  return exitCodes.ok;
}

function listLong(session: Session, stacks: readonly Stack[]): number {
  if (session.json) session.sayJson(stacks);
  else session.say(stacks.map(stackText).join('\n'));
  return exitCodes.ok;
}

/** Also succeeds at once when the stack has settled long ago. */
export async function waitForStack(
  session: Session,
  name: string,
  options: { readonly timeout?: number },
): Promise<number> {
  const ref = await session.client.find(name);
  const after = await session.client.lastSequence(ref);
  const { revision } = await session.client.showStack(ref, { resolve_outputs: false });
  const timeoutMs = options.timeout === undefined ? undefined : options.timeout * 1000;
  return waitAndShow(session, ref, { revision, after, timeoutMs });
}

/** With `names` no value is worked out. */
export async function listOutputs(
  session: Session,
  name: string,
  { names = false }: { readonly names?: boolean } = {},
): Promise<number> {
  const ref = await session.client.find(name);
  const outputs = names
    ? await session.client.listOutputs(ref)
    : ((await session.client.showStack(ref)).outputs ?? []);
  if (session.json) session.sayJson(outputs);
  else if (names)
    session.say(
      table(
        ['OUTPUT', 'DESCRIPTION'],
        outputs.map((output) => [output.output_key, output.description]),
      ),
    );
  else {
    const rows = outputs.map((output) => [
      output.output_key,
      output.output_error === undefined ? valueText(output.output_value) : `(${output.output_error})`,
      output.description,
    ]);
    session.say(table(['OUTPUT', 'VALUE', 'DESCRIPTION'], rows));
  }
  return exitCodes.ok;
}

/** The value alone, so that it can be used in a command line. */
export async function showOutput(session: Session, name: string, key: string): Promise<number> {
  const output = await session.client.showOutput(await session.client.find(name), key);
  if (session.json) session.sayJson(output);
  else if (output.output_error !== undefined) {
    throw new IsothermError('output.not-found', `Output ${key} has no value: ${output.output_error}.`, {
      retry: 'later',
    });
  } else session.say(`${valueText(output.output_value)}\n`);
  return output.output_error === undefined ? exitCodes.ok : exitCodes.notFound;
}

function stackText(stack: Stack): string {
  const parameters = Object.entries(stack.parameters).filter(([name]) => !name.startsWith('OS::'));
  const outputs = stack.outputs ?? [];
  return (
    fields({
      name: stack.stack_name,
      id: stack.id,
      description: stack.description,
      status: stack.stack_status,
      reason: stack.stack_status_reason,
      convergence: stack.convergence,
      revision: String(stack.revision),
      created: stack.creation_time,
      updated: stack.updated_time ?? undefined,
      deleted: stack.deletion_time ?? undefined,
      tags: stack.tags?.join(', '),
      'when it fails': stack.disable_rollback ? 'it stays as it stands' : 'it is rolled back',
      timeout: stack.timeout_mins === null ? undefined : `${String(stack.timeout_mins)} min`,
      drift: stack.drift_policy,
      paused: stack.paused ? 'it is looked at, and not touched' : undefined,
      protected: stack.protected ? 'it cannot be deleted' : undefined,
      skipped: stack.skipped.join(', ') || undefined,
    }) +
    section('parameters', parameters) +
    section(
      'outputs',
      outputs.map((each) => [
        each.output_key,
        each.output_error === undefined ? valueText(each.output_value) : `(${each.output_error})`,
      ]),
    )
  );
}

function section(title: string, entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return '';
  return `${title}\n${fields(Object.fromEntries(entries)).replaceAll(/^/gm, '  ').trimEnd()}\n`;
}

/** Texts as they are, everything else as JSON. */
export function valueText(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
