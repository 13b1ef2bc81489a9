import { IsothermError } from '../../lib/errors.js';
import type { GoalBody, StackRef } from '../client.js';
import { confirm } from '../confirm.js';
import { exitCodes } from '../exit-code.js';
import type { Session } from '../session.js';
import { readGoal, type TemplateOptions } from '../template-input.js';
import { waitAndShow } from './change-stack.js';

export interface ChangeOptions extends TemplateOptions {
  readonly tag?: readonly string[];
  readonly timeoutMins?: number;
  /** False: `--no-wait`. */
  readonly wait: boolean;
}

async function goalOf(options: ChangeOptions): Promise<GoalBody> {
  return {
    ...(await readGoal(options)),
    ...(options.tag === undefined ? {} : { tags: options.tag.join(',') }),
    ...(options.timeoutMins === undefined ? {} : { timeout_mins: options.timeoutMins }),
  };
}

export async function createStack(session: Session, name: string, options: ChangeOptions): Promise<number> {
  if (options.template === undefined)
    throw new IsothermError('cli.usage', 'Nothing says what the stack is to be: give -t FILE.');
  const ref = await session.client.createStack(name, await goalOf(options));
  if (!options.wait) return accepted(session, ref, 'create', 1);
  return waitAndShow(session, ref, { revision: 1, after: 0 });
}

export interface UpdateOptions extends ChangeOptions {
  readonly existing?: boolean;
  readonly clearParameter?: readonly string[];
  readonly revision?: number;
}

export async function updateStack(session: Session, name: string, options: UpdateOptions): Promise<number> {
  if (options.template === undefined && !options.existing) {
    throw new IsothermError(
      'cli.usage',
      'Nothing says what the stack is to be: give -t FILE, or --existing to keep its template.',
    );
  }
  const goal = await goalOf(options);
  const ref = await session.client.find(name);
  const after = await session.client.lastSequence(ref);
  const revision = await session.client.updateStack(
    ref,
    {
      ...goal,
      ...(options.clearParameter === undefined ? {} : { clear_parameters: options.clearParameter }),
    },
    { existing: options.existing === true, ifRevision: options.revision },
  );
  if (!options.wait) return accepted(session, ref, 'update', revision);
  return waitAndShow(session, ref, { revision, after });
}

export interface DeleteOptions {
  readonly yes?: boolean;
  readonly wait: boolean;
}

export async function deleteStacks(
  session: Session,
  names: readonly string[],
  options: DeleteOptions,
): Promise<number> {
  const refs: StackRef[] = [];
  for (const name of names) refs.push(await session.client.find(name));
  if (session.terminal && process.stdin.isTTY && !options.yes && !(await confirmed(session, refs))) {
    session.say('Nothing was deleted.\n');
    return exitCodes.failed;
  }
  const begun: { ref: StackRef; revision: number; after: number }[] = [];
  for (const ref of refs) {
    const after = await session.client.lastSequence(ref);
    await session.client.deleteStack(ref);
    // Asked for afterwards: a stack that was being deleted already got no new revision.
    const { revision } = await session.client.showStack(ref, { resolve_outputs: false });
    begun.push({ ref, revision, after });
  }
  let worst: number = exitCodes.ok;
  for (const { ref, ...from } of begun) {
    const code = options.wait
      ? await waitAndShow(session, ref, from)
      : accepted(session, ref, 'delete', from.revision);
    worst = Math.max(worst, code);
    if (code === exitCodes.interrupted) break;
  }
  return worst;
}

async function confirmed({ client, say }: Session, refs: readonly StackRef[]): Promise<boolean> {
  for (const ref of refs) {
    const resources = await client.listResources(ref);
    say(`Stack ${ref.name} with its ${resources.length} resources will be deleted.\n`);
  }
  return confirm('Go on?');
}

function accepted(session: Session, { name, id }: StackRef, action: string, revision: number): number {
  if (session.json) session.sayJson({ id, stack_name: name, revision });
  else
    session.say(
      `The ${action} of stack ${name} is accepted (revision ${revision}): isotherm stack wait ${name}\n`,
    );
  return exitCodes.ok;
}
