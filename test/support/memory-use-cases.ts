import { randomUUID } from 'node:crypto';
import { IsothermError } from '../../lib/errors.js';
import type { ResourceTypeSchema } from '../../lib/handler/contract.js';
import { compileTemplate, defaultLimits } from '../../lib/hot/compile.js';
import type { CompiledTemplate } from '../../lib/hot/values.js';
import type { JsonObject } from '../../lib/json.js';
import type {
  EventQuery,
  EventView,
  GoalRequest,
  LogView,
  OutputView,
  ResourceQuery,
  ResourceView,
  StackIdentity,
  StackQuery,
  StackSummary,
  StackView,
  UseCases,
  ValidationView,
  WhyView,
} from '../../services/engine/app/use-cases/use-cases.js';
import { MemoryStack } from './memory-stack.js';
import { memoryTypes } from './memory-types.js';

export interface MemoryOptions {
  /** Stacks go on by themselves, a step after so many ms; by default only when `settle` is called. */
  readonly stepMs?: number;
  readonly now?: () => Date;
}

/** The engine's use cases with real templates on things that exist in memory only. */
export class MemoryUseCases implements UseCases {
  private readonly stacks = new Map<string, MemoryStack>();
  private readonly byKey = new Map<string, StackIdentity>();

  constructor(private readonly options: MemoryOptions = {}) {}

  /** Lets every stack go on as far as it can. */
  settle(): void {
    for (const stack of this.stacks.values()) while (stack.step());
  }

  createStack(
    tenant: string,
    request: GoalRequest & { readonly name: string },
    options: { readonly idempotencyKey?: string } = {},
  ): Promise<StackIdentity> {
    return attempt(() => {
      const key = options.idempotencyKey === undefined ? undefined : `${tenant} ${options.idempotencyKey}`;
      const first = key === undefined ? undefined : this.byKey.get(key);
      if (first) return first;
      if (this.live(tenant, request.name)) {
        throw new IsothermError('stack.exists', `The Stack (${request.name}) already exists.`);
      }
      const identity = { id: randomUUID(), name: request.name, tenant };
      const compiled = this.compile(identity, request, true);
      const stack = new MemoryStack(identity, this.options.now ?? (() => new Date()));
      this.stacks.set(identity.id, stack);
      if (key !== undefined) this.byKey.set(key, identity);
      stack.put('CREATE', request, compiled);
      this.goOn(stack);
      return identity;
    });
  }

  updateStack(
    tenant: string,
    stackId: string,
    request: GoalRequest,
    options: { readonly existing: boolean; readonly ifRevision?: number },
  ): Promise<{ readonly revision: number }> {
    return attempt(() => {
      const stack = this.stack(tenant, stackId);
      if (options.ifRevision !== undefined && options.ifRevision !== stack.revision) {
        const message = `The stack has revision ${stack.revision}, not ${options.ifRevision}: read it again.`;
        throw new IsothermError('stack.revision-mismatch', message);
      }
      const before = stack.request;
      const goal = options.existing
        ? { ...before, ...request, parameters: { ...before.parameters, ...request.parameters } }
        : request;
      stack.put('UPDATE', goal, this.compile(stack.identity, goal, true));
      this.goOn(stack);
      return { revision: stack.revision };
    });
  }

  deleteStack(tenant: string, stackId: string): Promise<void> {
    return attempt(() => {
      const stack = this.stack(tenant, stackId);
      if (stack.deletedAt) throw notFound(stack.identity.name);
      stack.put('DELETE', stack.request, this.compile(stack.identity, stack.request, true));
      this.goOn(stack);
    });
  }

  findStack(tenant: string, nameOrId: string): Promise<StackIdentity | undefined> {
    const byId = this.stacks.get(nameOrId)?.identity;
    const found = byId?.tenant === tenant ? byId : this.live(tenant, nameOrId)?.identity;
    return Promise.resolve(found);
  }

  listStacks(tenant: string, query: StackQuery): Promise<readonly StackSummary[]> {
    const has = (wanted: readonly string[] | undefined, value: string) => !wanted || wanted.includes(value);
    let found = Array.from(this.stacks.values(), (stack) => stack.view()).filter(
      (stack) =>
        stack.tenant === tenant &&
        (query.showDeleted || !stack.deletedAt) &&
        has(query.names, stack.name) &&
        has(query.ids, stack.id) &&
        (has(query.statuses, stack.status) || has(query.statuses, `${stack.action}_${stack.status}`)) &&
        (query.tags ?? []).every((tag) => stack.tags.includes(tag)),
    );
    if (query.sortKeys?.includes('stack_name')) found.sort((a, b) => a.name.localeCompare(b.name));
    if (query.sortDir === 'desc') found.reverse();
    const marker = found.findIndex(({ id }) => id === query.marker);
    found = found.slice(marker + 1);
    return Promise.resolve(query.limit === undefined ? found : found.slice(0, query.limit));
  }

  showStack(tenant: string, stackId: string): Promise<StackView> {
    return attempt(() => this.stack(tenant, stackId).view());
  }

  showTemplate(tenant: string, stackId: string): Promise<JsonObject | string> {
    return attempt(() => this.stack(tenant, stackId).request.template ?? '');
  }

  listResources(
    tenant: string,
    stackId: string,
    query: ResourceQuery = {},
  ): Promise<readonly ResourceView[]> {
    return attempt(() =>
      this.stack(tenant, stackId)
        .resources()
        .filter(
          (resource) =>
            (!query.names || query.names.includes(resource.name)) &&
            (!query.types || query.types.includes(resource.type)) &&
            (!query.statuses || query.statuses.includes(resource.status)) &&
            (!query.actions || query.actions.includes(resource.action)) &&
            (!query.physicalIds || query.physicalIds.includes(resource.physicalId)),
        ),
    );
  }

  showResource(tenant: string, stackId: string, resource: string): Promise<ResourceView> {
    return attempt(() => {
      const stack = this.stack(tenant, stackId);
      const found = stack.resources().find(({ name }) => name === resource);
      if (found) return found;
      const message = `The Resource (${resource}) could not be found in Stack ${stack.identity.name}.`;
      throw new IsothermError('resource.not-found', message);
    });
  }

  listEvents(tenant: string, stackId: string, query: EventQuery): Promise<readonly EventView[]> {
    return attempt(() => {
      let found = this.stack(tenant, stackId).events.filter(
        (event) =>
          (query.resource === undefined || query.resource === event.resource) &&
          (!query.statuses || query.statuses.includes(event.status)) &&
          (!query.actions || query.actions.includes(event.action)) &&
          (!query.types || query.types.includes(event.type)),
      );
      if (query.sortDir !== 'asc') found.reverse();
      found = found.slice(found.findIndex(({ id }) => id === query.marker) + 1);
      return query.limit === undefined ? found : found.slice(0, query.limit);
    });
  }

  showEvent(tenant: string, stackId: string, resource: string, eventId: string): Promise<EventView> {
    return attempt(() => {
      const { events } = this.stack(tenant, stackId);
      const found = events.find((event) => event.id === eventId && event.resource === resource);
      if (found) return found;
      throw new IsothermError('event.not-found', `The Event (${eventId}) could not be found.`);
    });
  }

  async *followEvents(
    tenant: string,
    stackId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<EventView> {
    const stack = this.stack(tenant, stackId);
    let at = after;
    while (!signal.aborted) {
      const next = stack.events[at];
      if (next) {
        at = next.sequence;
        yield next;
        continue;
      }
      await new Promise<void>((resolve) => {
        const wake = () => {
          stack.followers.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        stack.followers.add(wake);
        signal.addEventListener('abort', wake);
      });
    }
  }

  listOutputs(
    tenant: string,
    stackId: string,
  ): Promise<readonly { readonly name: string; readonly description: string }[]> {
    return attempt(() => this.stack(tenant, stackId).outputs());
  }

  showOutput(tenant: string, stackId: string, output: string): Promise<OutputView> {
    return attempt(() => {
      const found = this.stack(tenant, stackId)
        .outputs()
        .find(({ name }) => name === output);
      if (found) return found;
      throw new IsothermError('output.not-found', `Specified output key ${output} not found.`);
    });
  }

  validateTemplate(tenant: string, request: GoalRequest): Promise<ValidationView> {
    return attempt(() => this.compile({ id: 'None', name: 'None', tenant }, request, false));
  }

  listResourceTypes(): Promise<readonly { readonly type: string; readonly description: string }[]> {
    return Promise.resolve(memoryTypes);
  }

  showResourceType(type: string): Promise<ResourceTypeSchema> {
    return attempt(() => {
      const found = memoryTypes.find((each) => each.type === type);
      if (found) return found;
      throw new IsothermError('resource-type.not-found', `The Resource Type (${type}) could not be found.`);
    });
  }

  async why(tenant: string, stackId: string, resource?: string): Promise<readonly WhyView[]> {
    if (resource !== undefined) await this.showResource(tenant, stackId, resource);
    return this.stack(tenant, stackId)
      .why()
      .filter((each) => resource === undefined || each.resource === resource);
  }

  async listLogs(
    tenant: string,
    stackId: string,
    resource: string,
    limit: number,
  ): Promise<readonly LogView[]> {
    await this.showResource(tenant, stackId, resource);
    return this.stack(tenant, stackId).logs(resource).slice(-limit);
  }

  private compile(
    { id, name, tenant }: StackIdentity,
    request: GoalRequest,
    requireParameterValues: boolean,
  ): CompiledTemplate {
    const { template = '', parameters = {}, environment, files = {} } = request;
    return compileTemplate({
      template,
      parameters,
      ...(environment === undefined ? {} : { environment }),
      files,
      pseudo: { stackName: name, stackId: id, projectId: tenant },
      resourceType: (type) => memoryTypes.find((each) => each.type === type),
      resourceTypeNames: () => memoryTypes.map(({ type }) => type),
      limits: defaultLimits,
      requireParameterValues,
    });
  }

  private live(tenant: string, name: string): MemoryStack | undefined {
    return [...this.stacks.values()].find(
      (stack) => stack.identity.tenant === tenant && stack.identity.name === name && !stack.deletedAt,
    );
  }

  private stack(tenant: string, stackId: string): MemoryStack {
    const stack = this.stacks.get(stackId);
    if (stack?.identity.tenant === tenant) return stack;
    throw notFound(stackId);
  }

  private goOn(stack: MemoryStack): void {
    const { stepMs } = this.options;
    if (stepMs === undefined) return;
    setTimeout(() => {
      if (stack.step()) this.goOn(stack);
    }, stepMs).unref();
  }
}

function notFound(name: string): IsothermError {
  return new IsothermError('stack.not-found', `The Stack (${name}) could not be found.`);
}

function attempt<T>(work: () => T): Promise<T> {
  return new Promise((resolve) => {
    resolve(work());
  });
}
