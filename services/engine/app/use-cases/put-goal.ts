import { randomUUID } from 'node:crypto';
import { IsothermError } from '../../../../lib/errors.js';
import type { CompiledTemplate } from '../../../../lib/hot/values.js';
import type { Json, JsonObject } from '../../../../lib/json.js';
import type { NewRevision, RevisionRecord, StackRecord } from '../../store/stacks.js';
import type { Seal } from '../instance-rows.js';
import { checkStackName } from './stack-name.js';
import type { GoalRequest, StackIdentity } from './use-cases.js';

/** The parts of a compiled template that are shown. */
export type TemplateView = Pick<CompiledTemplate, 'description' | 'outputs' | 'parameters'>;

export interface CompileRequest {
  readonly template: string | JsonObject;
  readonly parameters: JsonObject;
  readonly environment: string | JsonObject | undefined;
  readonly files: { readonly [name: string]: string };
  readonly pseudo: { readonly stackName: string; readonly stackId: string; readonly projectId: string };
  readonly requireParameterValues: boolean;
}

/** Also makes digests, from which a text cannot be guessed. */
export interface KeyedSeal extends Seal {
  digest(text: string): string;
}

export interface PutGoalPorts {
  readonly compile: (
    request: CompileRequest,
  ) => Promise<{ readonly goalText: string; readonly view: TemplateView }>;
  readonly seal: KeyedSeal;
  readonly shardOf: (rootId: string) => number;
  readonly insertStack: (
    stack: { id: string; tenant: string; name: string; shard: number; idempotencyKey: string | undefined },
    revision: NewRevision,
  ) => Promise<{ readonly id: string; readonly name: string; readonly made: boolean }>;
  readonly insertRevision: (
    stackId: string,
    expected: number,
    revision: NewRevision,
  ) => Promise<number | undefined>;
  readonly loadRevision: (stackId: string) => Promise<RevisionRecord | undefined>;
  /** Wakes the owner of the stack's shard. */
  readonly wake: () => void;
}

export async function createStack(
  ports: PutGoalPorts,
  tenant: string,
  request: GoalRequest & { readonly name: string },
  idempotencyKey: string | undefined,
): Promise<StackIdentity> {
  const name = checkStackName(request.name);
  const id = randomUUID();
  const compiled = await compileRequest(ports, request, request.template, {
    stackName: name,
    stackId: id,
    projectId: tenant,
  });
  const revision = newRevision(ports.seal, 'CREATE', request, compiled, defaults);
  const shard = ports.shardOf(id);
  const stack = await ports.insertStack({ id, tenant, name, shard, idempotencyKey }, revision);
  ports.wake();
  return { id: stack.id, name: stack.name, tenant };
}

const defaults = { disableRollback: true, timeoutMins: null, tags: [] };

/** Writes a new goal. What `existing` leaves out is taken from the newest revision. */
export async function updateStack(
  ports: PutGoalPorts,
  stack: StackRecord,
  request: GoalRequest,
  options: { readonly existing: boolean; readonly ifRevision?: number },
): Promise<{ readonly revision: number }> {
  if (options.ifRevision !== undefined && options.ifRevision !== stack.revision)
    throw mismatch(stack, options.ifRevision);
  if (stack.action === 'DELETE') {
    throw new IsothermError(
      'request.unsupported',
      `Updating a stack when it is being deleted is not supported: ${stack.name}`,
    );
  }
  const before = options.existing ? await ports.loadRevision(stack.id) : undefined;
  const merged = before ? mergeWithExisting(ports.seal, before, request) : request;
  const compiled = await compileRequest(ports, merged, merged.template, {
    stackName: stack.name,
    stackId: stack.id,
    projectId: stack.tenant,
  });
  const revision = newRevision(ports.seal, 'UPDATE', merged, compiled, stack);
  const number = await ports.insertRevision(stack.id, stack.revision, revision);
  if (number === undefined) throw mismatch(stack, stack.revision);
  ports.wake();
  return { revision: number };
}

/** The empty goal. A stack that is being deleted already stays so. */
export async function deleteStack(ports: PutGoalPorts, stack: StackRecord): Promise<void> {
  if (stack.action === 'DELETE' && stack.status !== 'FAILED') return;
  const revision: NewRevision = {
    action: 'DELETE',
    template: undefined,
    request: '{}',
    goal: '',
    view: '{}',
    description: stack.description,
    disableRollback: stack.disableRollback,
    timeoutMins: stack.timeoutMins,
    tags: stack.tags,
  };
  const number = await ports.insertRevision(stack.id, stack.revision, revision);
  if (number === undefined) throw mismatch(stack, stack.revision);
  ports.wake();
}

function mismatch(stack: StackRecord, expected: number): IsothermError {
  return new IsothermError(
    'stack.revision-mismatch',
    `Stack ${stack.name} is not at revision ${String(expected)} any more (it was at ${String(stack.revision)}): read it again, then repeat the request`,
    { retry: 'later' },
  );
}

async function compileRequest(
  ports: PutGoalPorts,
  request: GoalRequest,
  template: string | JsonObject | undefined,
  pseudo: CompileRequest['pseudo'],
): ReturnType<PutGoalPorts['compile']> {
  if (template === undefined)
    throw new IsothermError('request.invalid', 'No template specified: give `template`');
  return ports.compile({
    template,
    parameters: request.parameters ?? {},
    environment: request.environment,
    files: request.files ?? {},
    pseudo,
    requireParameterValues: true,
  });
}

/** What a user sent, as it is kept for the next PATCH. */
interface KeptRequest {
  readonly parameters: JsonObject;
  readonly environment?: string | JsonObject;
  readonly files: { readonly [name: string]: string };
}

function newRevision(
  seal: KeyedSeal,
  action: 'CREATE' | 'UPDATE',
  request: GoalRequest,
  compiled: { readonly goalText: string; readonly view: TemplateView },
  before: {
    readonly disableRollback: boolean;
    readonly timeoutMins: number | null;
    readonly tags: readonly string[];
  },
): NewRevision {
  const text = typeof request.template === 'string' ? request.template : JSON.stringify(request.template);
  const kept: KeptRequest = {
    parameters: request.parameters ?? {},
    ...(request.environment !== undefined && { environment: request.environment }),
    files: request.files ?? {},
  };
  const view = JSON.stringify(compiled.view);
  return {
    action,
    template: { hash: seal.digest(text), text: hasHidden(compiled.view) ? seal.seal(text) : text },
    request: seal.seal(JSON.stringify(kept)),
    goal: holdsSecret(compiled.goalText) ? seal.seal(compiled.goalText) : compiled.goalText,
    view: holdsSecret(view) ? seal.seal(view) : view,
    description: compiled.view.description,
    disableRollback: request.disableRollback ?? before.disableRollback,
    timeoutMins: request.timeoutMins ?? before.timeoutMins,
    tags: request.tags ?? before.tags,
  };
}

/** Then the template may hold the default of one. */
function hasHidden({ parameters }: TemplateView): boolean {
  return parameters.some(({ hidden }) => hidden);
}

/** Errs on the side of sealing: a template may contain these very characters. */
function holdsSecret(text: string): boolean {
  return text.includes('"secret":true');
}

function mergeWithExisting(seal: Seal, before: RevisionRecord, request: GoalRequest): GoalRequest {
  const kept = JSON.parse(seal.open(before.request)) as KeptRequest;
  const cleared = new Set(request.clearParameters ?? []);
  const parameters: Record<string, Json> = {};
  for (const [name, value] of Object.entries({ ...kept.parameters, ...request.parameters })) {
    if (!cleared.has(name) || request.parameters?.[name] !== undefined) parameters[name] = value;
  }
  const environment = request.environment ?? kept.environment;
  return {
    ...request,
    template: request.template ?? seal.open(before.template ?? ''),
    parameters,
    ...(environment !== undefined && { environment }),
    files: { ...kept.files, ...request.files },
  };
}
