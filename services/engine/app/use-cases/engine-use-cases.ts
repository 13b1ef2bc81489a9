import { IsothermError } from '../../../../lib/errors.js';
import { nearestName } from '../../../../lib/hot/nearest-name.js';
import type { ResourceTypeSchema } from '../../../../lib/handler/contract.js';
import type { JsonObject } from '../../../../lib/json.js';
import type { StackRecord } from '../../store/stacks.js';
import { explain } from '../../core/explain.js';
import type { Snapshot } from '../../core/snapshot.js';
import type { EventFeed } from './event-feed.js';
import { eventSequence } from './event-id.js';
import { followEvents } from './follow-events.js';
import type { ConvergenceLoop } from '../loop.js';
import { createStack, deleteStack, updateStack, type PutGoalPorts, type TemplateView } from './put-goal.js';
import { outputViews, resourceView, resourceViews } from './show-stack.js';
import type { TypeRegistry } from '../type-registry.js';
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
} from './use-cases.js';

export interface UseCasePorts extends PutGoalPorts {
  readonly findStack: (tenant: string, nameOrId: string) => Promise<StackRecord | undefined>;
  readonly listStacks: (tenant: string, query: StackQuery) => Promise<readonly StackRecord[]>;
  readonly loadEvents: (stackId: string, query: EventQuery) => Promise<EventView[]>;
  readonly loadEventsAfter: (stackId: string, after: number, limit: number) => Promise<EventView[]>;
  readonly loadLogLines: (stackId: string, resource: string, limit: number) => Promise<LogView[]>;
  readonly loop: ConvergenceLoop;
  readonly types: TypeRegistry;
  readonly feed: EventFeed;
}

/** The use cases on the real engine. What a stack is made of is read from the loop's memory, the rest from the store. */
export class EngineUseCases implements UseCases {
  constructor(private readonly ports: UseCasePorts) {}

  createStack(
    tenant: string,
    request: GoalRequest & { readonly name: string },
    options: { readonly idempotencyKey?: string } = {},
  ): Promise<StackIdentity> {
    return createStack(this.ports, tenant, request, options.idempotencyKey);
  }

  async updateStack(
    tenant: string,
    stackId: string,
    request: GoalRequest,
    options: { readonly existing: boolean; readonly ifRevision?: number },
  ): Promise<{ readonly revision: number }> {
    return updateStack(this.ports, await this.live(tenant, stackId), request, options);
  }

  async deleteStack(tenant: string, stackId: string): Promise<void> {
    await deleteStack(this.ports, await this.live(tenant, stackId));
  }

  findStack(tenant: string, nameOrId: string): Promise<StackIdentity | undefined> {
    return this.ports.findStack(tenant, nameOrId);
  }

  listStacks(tenant: string, query: StackQuery): Promise<readonly StackSummary[]> {
    return this.ports.listStacks(tenant, query);
  }

  async showStack(
    tenant: string,
    stackId: string,
    options: { readonly resolveOutputs?: boolean } = {},
  ): Promise<StackView> {
    const stack = await this.find(tenant, stackId);
    const view = await this.view(stack);
    const outputs = options.resolveOutputs === false ? [] : outputViews(this.snapshot(stack), view);
    return { ...stack, parameters: view.parameters, outputs };
  }

  async showTemplate(tenant: string, stackId: string): Promise<JsonObject | string> {
    const stack = await this.find(tenant, stackId);
    const revision = await this.ports.loadRevision(stack.id);
    return this.ports.seal.open(revision?.template ?? '');
  }

  async listResources(
    tenant: string,
    stackId: string,
    query?: ResourceQuery,
  ): Promise<readonly ResourceView[]> {
    const resident = this.ports.loop.resident((await this.find(tenant, stackId)).id);
    return resident ? resourceViews(resident.snapshot, resident.hidden, query) : [];
  }

  async showResource(tenant: string, stackId: string, resource: string): Promise<ResourceView> {
    const stack = await this.find(tenant, stackId);
    const resident = this.ports.loop.resident(stack.id);
    const found = resident?.snapshot.resources.get(resource);
    const view = resident && found && resourceView(resident.snapshot, found, resident.hidden);
    if (!view) throw noResource(stack, resource, resident?.snapshot);
    return view;
  }

  async listEvents(tenant: string, stackId: string, query: EventQuery): Promise<readonly EventView[]> {
    return this.ports.loadEvents((await this.find(tenant, stackId)).id, query);
  }

  async showEvent(tenant: string, stackId: string, resource: string, eventId: string): Promise<EventView> {
    const stack = await this.find(tenant, stackId);
    const sequence = eventSequence(eventId);
    const [event] = sequence === undefined ? [] : await this.ports.loadEventsAfter(stack.id, sequence - 1, 1);
    if (event?.id !== eventId || event.resource !== resource) {
      throw new IsothermError('event.not-found', `The Event (${eventId}) could not be found.`);
    }
    return event;
  }

  async *followEvents(
    tenant: string,
    stackId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<EventView> {
    const { id } = await this.find(tenant, stackId);
    yield* followEvents(
      this.ports.feed,
      (from, limit) => this.ports.loadEventsAfter(id, from, limit),
      id,
      after,
      signal,
    );
  }

  async listOutputs(
    tenant: string,
    stackId: string,
  ): Promise<readonly { readonly name: string; readonly description: string }[]> {
    const { outputs } = await this.view(await this.find(tenant, stackId));
    return outputs.map(({ name, description }) => ({ name, description }));
  }

  async showOutput(tenant: string, stackId: string, output: string): Promise<OutputView> {
    const stack = await this.find(tenant, stackId);
    const view = await this.view(stack);
    const outputs = view.outputs.filter(({ name }) => name === output);
    const [found] = outputViews(this.snapshot(stack), { ...view, outputs });
    if (!found) throw new IsothermError('output.not-found', `Specified output key ${output} not found.`);
    return found;
  }

  async validateTemplate(tenant: string, request: GoalRequest): Promise<ValidationView> {
    if (request.template === undefined)
      throw new IsothermError('request.invalid', 'No template specified: give `template`');
    const { view } = await this.ports.compile({
      template: request.template,
      parameters: request.parameters ?? {},
      environment: request.environment,
      files: request.files ?? {},
      pseudo: { stackName: 'None', stackId: 'None', projectId: tenant },
      requireParameterValues: false,
    });
    return view;
  }

  listResourceTypes(): Promise<readonly { readonly type: string; readonly description: string }[]> {
    return Promise.resolve(this.ports.types.list());
  }

  showResourceType(type: string): Promise<ResourceTypeSchema> {
    const schema = this.ports.types.get(type);
    if (schema) return Promise.resolve(schema);
    return Promise.reject(
      new IsothermError('resource-type.not-found', `The Resource Type (${type}) could not be found.`),
    );
  }

  async why(tenant: string, stackId: string, resource?: string): Promise<readonly WhyView[]> {
    const stack = await this.find(tenant, stackId);
    const resident = this.ports.loop.resident(stack.id);
    if (!resident) return stack.deletedAt ? [] : [waiting(stack, 'its goal is being read')];
    if (resource !== undefined && !resident.snapshot.resources.has(resource)) {
      throw noResource(stack, resource, resident.snapshot);
    }
    if (resident.refused)
      return [
        waiting(
          stack,
          `held, because the engine could not go on with it: ${resident.refused}; update it to try again`,
        ),
      ];
    return explain(resident.snapshot, resource);
  }

  async listLogs(
    tenant: string,
    stackId: string,
    resource: string,
    limit: number,
  ): Promise<readonly LogView[]> {
    const stack = await this.find(tenant, stackId);
    const lines = await this.ports.loadLogLines(stack.id, resource, limit);
    if (lines.length === 0 && !this.snapshot(stack)?.resources.has(resource)) {
      throw noResource(stack, resource, this.snapshot(stack));
    }
    return lines;
  }

  private async find(tenant: string, nameOrId: string): Promise<StackRecord> {
    const stack = await this.ports.findStack(tenant, nameOrId);
    if (!stack) throw noStack(nameOrId);
    return stack;
  }

  /** A stack that still is: deleted ones can be read, not changed. */
  private async live(tenant: string, nameOrId: string): Promise<StackRecord> {
    const stack = await this.find(tenant, nameOrId);
    if (stack.deletedAt) throw noStack(nameOrId);
    return stack;
  }

  private snapshot({ id }: StackRecord): Snapshot | undefined {
    return this.ports.loop.resident(id)?.snapshot;
  }

  private async view({ id }: StackRecord): Promise<TemplateView> {
    const revision = await this.ports.loadRevision(id);
    if (!revision) return { description: '', outputs: [], parameters: [] };
    return JSON.parse(this.ports.seal.open(revision.view)) as TemplateView;
  }
}

function waiting(stack: StackRecord, reason: string): WhyView {
  return { resource: stack.name, type: 'OS::Heat::Stack', state: 'wait', reason, on: [] };
}

function noStack(nameOrId: string): IsothermError {
  return new IsothermError('stack.not-found', `The Stack (${nameOrId}) could not be found.`);
}

function noResource(stack: StackRecord, resource: string, snapshot: Snapshot | undefined): IsothermError {
  const near = snapshot && nearestName(resource, [...snapshot.resources.keys()]);
  const hint = near ? ` Did you mean ${near}?` : '';
  return new IsothermError(
    'resource.not-found',
    `The Resource (${resource}) could not be found in Stack ${stack.name}.${hint}`,
  );
}
