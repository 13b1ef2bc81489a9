import { randomUUID } from 'node:crypto';
import { IsothermError } from '../../lib/errors.js';
import type { ResourceTypeSchema } from '../../lib/handler/contract.js';
import type { JsonObject } from '../../lib/json.js';
import { shownEnvironment } from '../../services/engine/app/use-cases/shown-goal.js';
import type { AbandonDocument } from '../../services/engine/app/use-cases/abandon-document.js';
import type {
  CreateOptions,
  EventQuery,
  EventView,
  FailureView,
  GoalRequest,
  LogView,
  OutputView,
  ResourceQuery,
  ResourceView,
  StackIdentity,
  StackSummary,
  StackView,
  ThingView,
  UpdateOptions,
  UseCases,
  ValidationView,
  WhyView,
} from '../../services/engine/app/use-cases/use-cases.js';
import type { StackQuery } from '../../services/engine/app/use-cases/stack-query.js';
import { abandonDocument, adopting } from './memory-adoption.js';
import { MemoryDrift } from './memory-drift.js';
import { followEvents, matchingEvents } from './memory-events.js';
import { MemoryHistory } from './memory-history.js';
import { MemoryPlans } from './memory-plans.js';
import { MemoryRequests } from './memory-requests.js';
import { MemoryNodes } from './memory-nodes.js';
import { MemoryServices } from './memory-services.js';
import { MemorySnapshots } from './memory-snapshots.js';
import { memorySoftware } from './memory-software.js';
import type { MemoryStack } from './memory-stack.js';
import { attempt, MemoryStacks, withExisting, type MemoryOptions } from './memory-stacks.js';
import { thingOf } from './memory-thing.js';
import { memoryTypes } from './memory-types.js';
import {
  failureViews,
  leftBehindViews,
  outputViews,
  resourceViews,
  stackView,
  whyViews,
} from './memory-views.js';

/** The engine's use cases with real templates on things that exist in memory only. */
export class MemoryUseCases implements UseCases {
  private readonly stacks: MemoryStacks;
  private readonly byKey = new Map<string, StackIdentity>();
  readonly plans: MemoryPlans;
  readonly requests: MemoryRequests;
  readonly drift: MemoryDrift;
  readonly history: MemoryHistory;
  readonly snapshots: MemorySnapshots;
  readonly services = new MemoryServices();
  readonly nodes = new MemoryNodes();
  readonly software = memorySoftware();

  constructor(options: MemoryOptions = {}) {
    this.stacks = new MemoryStacks(options);
    this.snapshots = new MemorySnapshots(this.stacks, () => this.plans);
    this.plans = new MemoryPlans(this.stacks, (...of) => this.snapshots.takenUnder(...of));
    this.requests = new MemoryRequests(this.stacks);
    this.drift = new MemoryDrift(this.stacks);
    this.history = new MemoryHistory(this.stacks, this.plans);
  }

  /** Lets every stack go on as far as it can. */
  settle(): void {
    for (const stack of this.stacks.all()) while (stack.step());
  }

  /** For tests that change the world behind the engine's back. */
  stack(tenant: string, name: string): MemoryStack {
    return this.stacks.live(tenant, name)!;
  }

  createStack(
    tenant: string,
    request: GoalRequest & { readonly name: string },
    options: CreateOptions = {},
  ): Promise<StackIdentity> {
    return attempt(() => {
      const key = options.idempotencyKey === undefined ? undefined : `${tenant} ${options.idempotencyKey}`;
      const first = key === undefined ? undefined : this.byKey.get(key);
      if (first) return first;
      if (this.stacks.live(tenant, request.name)) {
        throw new IsothermError('stack.exists', `The Stack (${request.name}) already exists.`);
      }
      const identity = { id: randomUUID(), name: request.name, tenant };
      const goal = options.adopt ? adopting(request, options.adopt) : request;
      const compiled = this.stacks.compile(identity, goal, true, options.adopt?.environment);
      const stack = this.stacks.add(identity, options.username ?? null);
      if (key !== undefined) this.byKey.set(key, identity);
      const action = options.adopt ? 'ADOPT' : 'CREATE';
      stack.put({ action, request: goal, compiled, asked: action.toLowerCase() });
      this.stacks.goOn(stack);
      return identity;
    });
  }

  async updateStack(
    tenant: string,
    stackId: string,
    request: GoalRequest,
    options: UpdateOptions,
  ): Promise<{ readonly revision: number }> {
    const stack = this.stacks.getLive(tenant, stackId);
    if (options.ifRevision !== undefined && options.ifRevision !== stack.revision) {
      const message = `The stack has revision ${stack.revision}, not ${options.ifRevision}: read it again.`;
      throw new IsothermError('stack.revision-mismatch', message);
    }
    const plan = await this.plans.planUpdate(tenant, stackId, request, options);
    if (options.plan !== undefined) this.plans.demand(options.plan, plan);
    const goal = options.existing ? withExisting(stack.request, request) : request;
    const kept = options.existing ? stack.compiled.environment : {};
    const compiled = this.stacks.compile(stack.identity, goal, true, kept);
    const asked = Object.keys(request).length === 0 ? 'retry' : 'update';
    stack.put({ action: 'UPDATE', request: goal, compiled, asked });
    this.stacks.goOn(stack);
    return { revision: stack.revision };
  }

  deleteStack(tenant: string, stackId: string, { force = false } = {}): Promise<void> {
    return attempt(() => {
      const stack = this.stacks.getLive(tenant, stackId);
      if (stack.modes.protected) {
        const message = `Stack ${stack.identity.name} is protected: lift that (unprotect), then delete it.`;
        throw new IsothermError('stack.protected', message);
      }
      stack.modes.forced = force;
      const { request, compiled } = stack;
      stack.put({ action: 'DELETE', request, compiled, asked: force ? 'forced delete' : 'delete' });
      this.stacks.goOn(stack);
    });
  }

  leftBehind(tenant: string, stackId: string): Promise<readonly ThingView[]> {
    return attempt(() => leftBehindViews(this.stacks.getLive(tenant, stackId)));
  }

  listFailures(tenant: string, stackId: string): Promise<readonly FailureView[]> {
    return attempt(() => failureViews(this.stacks.get(tenant, stackId)));
  }

  exportStack(tenant: string, stackId: string): Promise<AbandonDocument> {
    return attempt(() => abandonDocument(this.stacks.getLive(tenant, stackId)));
  }

  abandonStack(tenant: string, stackId: string): Promise<AbandonDocument> {
    return attempt(() => {
      const stack = this.stacks.getLive(tenant, stackId);
      const document = abandonDocument(stack);
      const { request, compiled } = stack;
      stack.things.clear();
      stack.put({ action: 'DELETE', request, compiled, asked: 'abandon' });
      this.stacks.goOn(stack);
      return document;
    });
  }

  findStack(tenant: string, nameOrId: string): Promise<StackIdentity | undefined> {
    const byId = this.stacks.all().find(({ identity }) => identity.id === nameOrId)?.identity;
    const found = byId?.tenant === tenant ? byId : this.stacks.live(tenant, nameOrId)?.identity;
    return Promise.resolve(found);
  }

  listStacks(tenant: string, query: StackQuery): Promise<readonly StackSummary[]> {
    return this.detailStacks(tenant, query);
  }

  async countStacks(tenant: string, { limit: _, marker: __, ...query }: StackQuery): Promise<number> {
    return (await this.detailStacks(tenant, query)).length;
  }

  detailStacks(tenant: string, query: StackQuery): Promise<readonly StackView[]> {
    const has = (wanted: readonly string[] | undefined, value: string) => !wanted || wanted.includes(value);
    let found = this.stacks
      .all()
      .map(stackView)
      .filter(
        (stack) =>
          (query.allTenants || stack.tenant === tenant) &&
          (query.showDeleted || !stack.deletedAt) &&
          has(query.names, stack.name) &&
          has(query.ids, stack.id) &&
          has(query.usernames, stack.username ?? '') &&
          (has(query.statuses, stack.status) || has(query.statuses, `${stack.action}_${stack.status}`)) &&
          hasTags(stack.tags, query),
      );
    if (query.sortKeys?.includes('stack_name')) found.sort((a, b) => a.name.localeCompare(b.name));
    if (query.sortDir === 'desc') found.reverse();
    const marker = found.findIndex(({ id }) => id === query.marker);
    found = found.slice(marker + 1);
    return Promise.resolve(query.limit === undefined ? found : found.slice(0, query.limit));
  }

  showStack(tenant: string, stackId: string): Promise<StackView> {
    return attempt(() => stackView(this.stacks.get(tenant, stackId)));
  }

  showTemplate(tenant: string, stackId: string): Promise<JsonObject | string> {
    return attempt(() => this.stacks.get(tenant, stackId).request.template ?? '');
  }

  showEnvironment(tenant: string, stackId: string): Promise<JsonObject> {
    return attempt(() => {
      const { environment, parameters } = this.stacks.get(tenant, stackId).compiled;
      return shownEnvironment(environment, parameters);
    });
  }

  showFiles(tenant: string, stackId: string): Promise<{ readonly [name: string]: string }> {
    return attempt(() => this.stacks.get(tenant, stackId).request.files ?? {});
  }

  listResources(
    tenant: string,
    stackId: string,
    query: ResourceQuery = {},
  ): Promise<readonly ResourceView[]> {
    return attempt(() =>
      resourceViews(this.stacks.get(tenant, stackId)).filter(
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
      const stack = this.stacks.get(tenant, stackId);
      const { name } = thingOf(stack.things, resource, stack.identity.name).goal;
      return resourceViews(stack).find((view) => view.name === name)!;
    });
  }

  listEvents(tenant: string, stackId: string, query: EventQuery): Promise<readonly EventView[]> {
    return attempt(() => matchingEvents(this.stacks.get(tenant, stackId), query));
  }

  showEvent(tenant: string, stackId: string, resource: string, eventId: string): Promise<EventView> {
    return attempt(() => {
      const { events } = this.stacks.get(tenant, stackId);
      const found = events.find((event) => event.id === eventId && event.resource === resource);
      if (found) return found;
      throw new IsothermError('event.not-found', `The Event (${eventId}) could not be found.`);
    });
  }

  followEvents(
    tenant: string,
    stackId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<EventView> {
    return followEvents(this.stacks.get(tenant, stackId), after, signal);
  }

  listOutputs(
    tenant: string,
    stackId: string,
  ): Promise<readonly { readonly name: string; readonly description: string }[]> {
    return attempt(() => outputViews(this.stacks.get(tenant, stackId)));
  }

  showOutput(tenant: string, stackId: string, output: string): Promise<OutputView> {
    return attempt(() => {
      const found = outputViews(this.stacks.get(tenant, stackId)).find(({ name }) => name === output);
      if (found) return found;
      throw new IsothermError('output.not-found', `Specified output key ${output} not found.`);
    });
  }

  validateTemplate(tenant: string, request: GoalRequest): Promise<ValidationView> {
    return attempt(() => this.stacks.compile({ id: 'None', name: 'None', tenant }, request, false));
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
    return whyViews(this.stacks.get(tenant, stackId)).filter(
      (each) => resource === undefined || each.resource === resource,
    );
  }

  async listLogs(
    tenant: string,
    stackId: string,
    resource: string,
    limit: number,
  ): Promise<readonly LogView[]> {
    await this.showResource(tenant, stackId, resource);
    return this.stacks.get(tenant, stackId).things.get(resource)?.logs.slice(-limit) ?? [];
  }
}

function hasTags(tags: readonly string[], query: StackQuery): boolean {
  const all = (wanted: readonly string[] = []) => wanted.every((tag) => tags.includes(tag));
  const any = (wanted: readonly string[]) => wanted.some((tag) => tags.includes(tag));
  return (
    all(query.tags) &&
    (!query.tagsAny || any(query.tagsAny)) &&
    (!query.notTags || !all(query.notTags)) &&
    (!query.notTagsAny || !any(query.notTagsAny))
  );
}
