import { randomUUID } from 'node:crypto';
import { IsothermError } from '../../../../lib/errors.js';
import { NO_MODES } from '../../core/goal.js';
import { EMPTY_GOAL, type NewRevision, type RevisionRecord } from '../../store/revisions.js';
import type { StackRecord } from '../../store/stacks.js';
import type { ConvergenceLoop } from '../loop.js';
import { modesOfGoal } from './carry-modes.js';
import {
  compileRequest,
  refuseTypes,
  resourceNames,
  writtenGoal,
  type Compile,
  type CompiledGoal,
} from './compiled-goal.js';
import {
  adoptedData,
  adoptedImports,
  adoptedRequest,
  importRequests,
  refuseSecondThings,
} from './imports.js';
import { changesNoGoal, keptRequest, mergedRequest, type KeptRequestPorts } from './kept-request.js';
import { checkStackName } from './stack-name.js';
import type { CreateOptions, GoalRequest, StackIdentity, UpdateOptions } from './use-cases.js';
import { carriedOn, mismatch, writeRevision, type WriteRevisionPorts } from './write-revision.js';

export interface PutGoalPorts extends WriteRevisionPorts, KeptRequestPorts {
  readonly loop: ConvergenceLoop;
  readonly compile: Compile;
  readonly shardOf: (rootId: string) => number;
  readonly insertStack: (
    stack: {
      id: string;
      tenant: string;
      name: string;
      shard: number;
      username: string | null;
      idempotencyKey: string | undefined;
    },
    revision: NewRevision,
  ) => Promise<{ readonly id: string; readonly name: string; readonly made: boolean }>;
  /** The newest with a template, or the one of that number. */
  readonly loadRevision: (stackId: string, number?: number) => Promise<RevisionRecord | undefined>;
  /** Undefined: there is no such revision. */
  readonly loadGoalText: (stackId: string, number: number) => Promise<string | undefined>;
}

export interface UpdatePorts extends PutGoalPorts {
  /** @throws IsothermError `plan.changed` when the goal would not do what the plan of that hash says. */
  readonly checkPlan: (stack: StackRecord, goal: PreparedGoal, hash: string) => Promise<void>;
}

/** A goal that is not written yet. */
export interface PreparedGoal {
  readonly revision: NewRevision;
  /** Its resources as compiled, a line each. */
  goalText(): Promise<string>;
}

export async function createStack(
  ports: PutGoalPorts,
  tenant: string,
  request: GoalRequest & { readonly name: string },
  options: CreateOptions,
): Promise<StackIdentity> {
  const id = randomUUID();
  const { revision } = await prepareCreate(ports, { id, tenant, name: request.name }, request, options);
  const { name } = request;
  const { idempotencyKey, username = null } = options;
  const stack = await ports.insertStack(
    { id, tenant, name, shard: ports.shardOf(id), username, idempotencyKey },
    revision,
  );
  ports.wake();
  return { id: stack.id, name: stack.name, tenant };
}

/** The first goal of a stack. */
export async function prepareCreate(
  ports: PutGoalPorts,
  stack: StackIdentity,
  request: GoalRequest,
  { adopt }: Pick<CreateOptions, 'adopt'> = {},
): Promise<PreparedGoal> {
  checkStackName(stack.name);
  const wanted = adopt ? adoptedRequest(adopt, request) : request;
  const kept = adopt?.environment ?? {};
  const compiled = await compileRequest(ports.compile, wanted, pseudoOf(stack), {
    kept,
    keptIsGiven: adopt !== undefined,
  });
  const names = wanted.imports || adopt ? resourceNames(compiled.goalText) : new Set<string>();
  const imports = adopt ? adoptedImports(adopt, wanted, names) : wanted.imports;
  const data = adopt && adoptedData(ports.seal, adopt, imports ?? {});
  const disableRollback = wanted.disableRollback ?? true;
  return prepared(compiled, {
    number: 1,
    action: adopt ? 'ADOPT' : 'CREATE',
    since: 1,
    asked: 1,
    askedFor: adopt ? 'adopt' : 'create',
    modes: {
      ...NO_MODES,
      rollback: !disableRollback,
      drift: wanted.drift ?? null,
      requests: importRequests(stack, 1, imports, names, data),
    },
    goal: writtenGoal(ports.seal, wanted, compiled),
    disableRollback,
    timeoutMins: wanted.timeoutMins ?? null,
    tags: wanted.tags ?? [],
  });
}

/** Writes a new goal. What `existing` leaves out is taken from the newest revision. */
export async function updateStack(
  ports: UpdatePorts,
  stack: StackRecord,
  request: GoalRequest,
  options: UpdateOptions,
): Promise<{ readonly revision: number }> {
  const { ifRevision, plan } = options;
  if (ifRevision !== undefined && ifRevision !== stack.revision) throw mismatch(stack, ifRevision);
  const next = async (newest: StackRecord) => {
    const goal = await prepareUpdate(ports, newest, request, options);
    if (plan !== undefined) await ports.checkPlan(newest, goal, plan);
    return goal.revision;
  };
  const revision = await writeRevision(ports, stack, next, { once: ifRevision !== undefined });
  return { revision: revision ?? stack.revision };
}

/** The next goal of a stack as it stands. An empty PATCH has the goal that is there: a new try, nothing is compiled. */
export async function prepareUpdate(
  ports: PutGoalPorts,
  stack: StackRecord,
  request: GoalRequest,
  { existing }: { readonly existing: boolean },
): Promise<PreparedGoal> {
  refuseGoal(stack, 'Updating');
  refuseSecondThings(stack, ports.loop.resident(stack.id)?.snapshot, request.imports);
  const before = existing ? await ports.loadRevision(stack.id) : undefined;
  if (before && changesNoGoal(request)) return prepareRetry(ports, stack, before, request);
  const kept = before && (await keptRequest(ports, before));
  const merged = kept ? mergedRequest(kept, request) : request;
  const compiled = await compileRequest(
    ports.compile,
    merged,
    pseudoOf(stack),
    kept && { kept: kept.environment },
  );
  const names = merged.imports ? resourceNames(compiled.goalText) : new Set<string>();
  return prepared(compiled, {
    ...nextGoal(stack, merged, names),
    // Unlike timeout and rollback, as in Heat.
    tags: merged.tags ?? (existing ? stack.tags : []),
    action: 'UPDATE',
    askedFor: 'update',
    goal: writtenGoal(ports.seal, merged, compiled),
  });
}

async function prepareRetry(
  ports: PutGoalPorts,
  stack: StackRecord,
  { base }: RevisionRecord,
  request: GoalRequest,
): Promise<PreparedGoal> {
  const goalText = async () => ports.seal.open((await ports.loadGoalText(stack.id, base)) ?? '');
  const names = request.imports ? resourceNames(await goalText()) : new Set<string>();
  const saysMore = [
    request.drift,
    request.disableRollback,
    request.timeoutMins,
    request.tags,
    request.imports,
  ];
  const askedFor = saysMore.every((said) => said === undefined) ? 'retry' : 'update';
  const revision = { ...nextGoal(stack, request, names), action: 'UPDATE', askedFor, goal: base } as const;
  return unlessHidden({ revision, goalText }, request.hiddenTypes);
}

/**
 * A goal that was compiled for somebody who may use more types is nobody else's to ask for again.
 * @throws IsothermError `template.invalid`, as compiling it would
 */
export async function unlessHidden(
  goal: PreparedGoal,
  hiddenTypes: readonly string[] = [],
): Promise<PreparedGoal> {
  if (hiddenTypes.length > 0) refuseTypes(await goal.goalText(), new Set(hiddenTypes));
  return goal;
}

/** What every revision says that makes something the goal, whatever that is. */
export function nextGoal(
  stack: StackRecord,
  request: GoalRequest = {},
  resources: ReadonlySet<string> = new Set(),
): Omit<NewRevision, 'askedFor'> {
  const number = stack.revision + 1;
  const { disableRollback, drift, timeoutMins, tags, imports } = request;
  return {
    ...carriedOn(stack),
    since: number,
    asked: number,
    modes: modesOfGoal(stack, {
      rollback: disableRollback === undefined ? undefined : !disableRollback,
      drift,
      requests: importRequests(stack, number, imports, resources),
    }),
    disableRollback: disableRollback ?? stack.disableRollback,
    timeoutMins: timeoutMins ?? stack.timeoutMins,
    tags: tags ?? stack.tags,
  };
}

/** As Heat does: what is being deleted or is suspended takes no other goal. @param what the user does, such as `Updating` */
export function refuseGoal({ goalAction, modes }: StackRecord, what: string): void {
  const state = goalAction === 'DELETE' ? 'deleting' : modes.suspended ? 'suspended' : undefined;
  if (state)
    throw new IsothermError('request.unsupported', `${what} a stack when it is ${state} is not supported.`);
}

/** The empty goal. A stack that is being deleted already stays so, unless it is forced now. */
export async function deleteStack(
  ports: WriteRevisionPorts,
  stack: StackRecord,
  how: { readonly force?: boolean; readonly abandon?: boolean } = {},
): Promise<void> {
  const { force = false, abandon = false } = how;
  await writeRevision(ports, stack, (newest) => {
    if (newest.protected)
      throw new IsothermError(
        'stack.protected',
        `Stack ${newest.name} is protected against deletion: unprotect it first.`,
      );
    const { goalAction, status, modes } = newest;
    const isUnderWay = goalAction === 'DELETE' && status !== 'FAILED';
    if (isUnderWay && (!force || modes.forced) && (!abandon || modes.abandoned)) return undefined;
    return {
      ...nextGoal(newest),
      action: 'DELETE',
      askedFor: abandon ? 'abandon' : force ? 'delete by force' : 'delete',
      modes: modesOfGoal(newest, { abandoned: abandon, forced: force }),
      goal: EMPTY_GOAL,
    };
  });
}

function prepared({ goalText }: CompiledGoal, revision: NewRevision): PreparedGoal {
  return { revision, goalText: () => Promise.resolve(goalText) };
}

function pseudoOf({ id, name, tenant }: StackIdentity) {
  return { stackName: name, stackId: id, projectId: tenant };
}
