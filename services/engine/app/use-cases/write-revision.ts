import { IsothermError } from '../../../../lib/errors.js';
import type { NewRevision } from '../../store/revisions.js';
import type { StackRecord } from '../../store/stacks.js';
import { noStack } from './not-found.js';

export interface WriteRevisionPorts {
  /** Undefined: another revision was written meanwhile, or the stack is gone. */
  readonly insertRevision: (
    stackId: string,
    revision: NewRevision,
    snapshot?: { readonly id: string; readonly name: string },
  ) => Promise<number | undefined>;
  readonly findStack: (tenant: string, nameOrId: string) => Promise<StackRecord | undefined>;
  /** Wakes the owner of the stack's shard. */
  readonly wake: () => void;
}

/** Others write too, the engine itself when it rolls back; so often is it tried anew. */
const TRIES = 10;

/**
 * Writes what `next` makes of the stack as it stands, and answers the revision's number. When another one was written
 * meanwhile, it is made anew of what is then there. Undefined: nothing was to be written.
 * @param options.once the user wants this very state of the stack, or nothing.
 * @throws IsothermError `stack.revision-mismatch`
 */
export async function writeRevision(
  ports: WriteRevisionPorts,
  stack: StackRecord,
  next: (newest: StackRecord) => Promise<NewRevision | undefined> | NewRevision | undefined,
  options: {
    readonly once?: boolean;
    readonly snapshot?: { readonly id: string; readonly name: string };
  } = {},
): Promise<number | undefined> {
  const write = async (newest: StackRecord) => {
    const revision = await next(newest);
    return revision ? ports.insertRevision(stack.id, revision, options.snapshot) : NOTHING;
  };
  const number = await untilWritten(ports, stack, write, options.once ? 1 : TRIES);
  return number === NOTHING ? undefined : number;
}

/** No revision has it. */
const NOTHING = 0;

/** @param write undefined: another revision was written meanwhile. */
export async function untilWritten(
  ports: Omit<WriteRevisionPorts, 'insertRevision'>,
  stack: StackRecord,
  write: (newest: StackRecord) => Promise<number | undefined>,
  tries = TRIES,
): Promise<number> {
  let newest = stack;
  for (let i = 0; i < tries; i++) {
    if (i > 0) newest = await readAgain(ports, stack);
    const number = await write(newest);
    if (number === undefined) continue;
    if (number !== NOTHING) ports.wake();
    return number;
  }
  throw mismatch(newest, newest.revision);
}

async function readAgain(
  { findStack }: Pick<WriteRevisionPorts, 'findStack'>,
  { tenant, id, name }: StackRecord,
): Promise<StackRecord> {
  const stack = await findStack(tenant, id);
  if (!stack || stack.deletedAt) throw noStack(name);
  return stack;
}

/** The next revision, as far as nothing else is asked: goal, action and modes go on. */
export function carriedOn(stack: StackRecord): Omit<NewRevision, 'askedFor'> {
  const { revision, goalAction, since, asked, modes, base, disableRollback, timeoutMins, tags } = stack;
  return {
    number: revision + 1,
    action: goalAction,
    since,
    asked,
    modes,
    goal: base,
    disableRollback,
    timeoutMins,
    tags,
  };
}

export function mismatch(stack: StackRecord, expected: number): IsothermError {
  return new IsothermError(
    'stack.revision-mismatch',
    `Stack ${stack.name} is not at revision ${String(expected)} any more (it was at ${String(stack.revision)}): read it again, then repeat the request`,
    { retry: 'later' },
  );
}
