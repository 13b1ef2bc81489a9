import { IsothermError } from '../../lib/errors.js';
import { compileTemplate, defaultLimits } from '../../lib/hot/compile.js';
import type { JsonObject } from '../../lib/json.js';
import type { CompiledTemplate } from '../../lib/hot/values.js';
import type { GoalRequest, StackIdentity } from '../../services/engine/app/use-cases/use-cases.js';
import { MemoryStack } from './memory-stack.js';
import { memoryTypes } from './memory-types.js';

export interface MemoryOptions {
  /** Stacks go on by themselves, a step after so many ms; by default only when `settle` is called. */
  readonly stepMs?: number;
  readonly now?: () => Date;
}

/** The stacks of the memory engine. */
export class MemoryStacks {
  private readonly stacks = new Map<string, MemoryStack>();
  readonly now: () => Date;

  constructor(private readonly options: MemoryOptions) {
    this.now = options.now ?? (() => new Date());
  }

  all(): MemoryStack[] {
    return [...this.stacks.values()];
  }

  add(identity: StackIdentity, username: string | null): MemoryStack {
    const stack = new MemoryStack(identity, username, this.now);
    this.stacks.set(identity.id, stack);
    return stack;
  }

  /** A stack that is not deleted. */
  live(tenant: string, name: string): MemoryStack | undefined {
    return this.all().find(
      ({ identity, deletedAt }) => identity.tenant === tenant && identity.name === name && !deletedAt,
    );
  }

  /** @throws IsothermError `stack.not-found` */
  get(tenant: string, stackId: string): MemoryStack {
    const stack = this.stacks.get(stackId);
    if (stack?.identity.tenant === tenant) return stack;
    throw new IsothermError('stack.not-found', `The Stack (${stackId}) could not be found.`);
  }

  /** @throws IsothermError `stack.not-found`, also of a deleted one */
  getLive(tenant: string, stackId: string): MemoryStack {
    const stack = this.get(tenant, stackId);
    if (!stack.deletedAt) return stack;
    throw new IsothermError('stack.not-found', `The Stack (${stack.identity.name}) could not be found.`);
  }

  goOn(stack: MemoryStack): void {
    const { stepMs } = this.options;
    if (stepMs === undefined) return;
    setTimeout(() => {
      if (stack.step()) this.goOn(stack);
    }, stepMs).unref();
  }

  compile(
    { id, name, tenant }: StackIdentity,
    request: GoalRequest,
    requireParameterValues = true,
    keptEnvironment: JsonObject = {},
  ): CompiledTemplate {
    const {
      template = '',
      parameters = {},
      environment,
      environmentFiles,
      clearParameters,
      files = {},
      hiddenTypes = [],
    } = request;
    const types = memoryTypes.filter(({ type }) => !hiddenTypes.includes(type));
    return compileTemplate({
      template,
      parameters,
      environment,
      environmentFiles,
      keptEnvironment,
      clearParameters,
      files,
      pseudo: { stackName: name, stackId: id, projectId: tenant },
      resourceType: (type) => types.find((each) => each.type === type),
      resourceTypeNames: () => types.map(({ type }) => type),
      limits: defaultLimits,
      requireParameterValues,
    });
  }
}

/** What an update that keeps what it leaves out comes to. */
export function withExisting(before: GoalRequest, request: GoalRequest): GoalRequest {
  return { ...before, ...request, parameters: { ...before.parameters, ...request.parameters } };
}

/** Errors of `work` reject, as those of a real use case. */
export function attempt<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
