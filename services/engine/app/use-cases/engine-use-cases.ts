import { IsothermError } from '../../../../lib/errors.js';
import type { DriftPolicy } from '../../../../lib/drift-policy.js';
import type { ResourceTypeSchema } from '../../../../lib/handler/contract.js';
import type { JsonObject } from '../../../../lib/json.js';
import type { StackRecord } from '../../store/stacks.js';
import type { Snapshot } from '../../core/snapshot.js';
import { detailStacks, templateView, type DetailStacksPorts } from './detail-stacks.js';
import type { EventFeed } from './event-feed.js';
import { eventSequence } from './event-id.js';
import { followEvents } from './follow-events.js';
import type { ConvergenceLoop } from '../loop.js';
import type { Resident } from '../resident.js';
import type { TemplateView } from './compiled-goal.js';
import type { AbandonDocument } from './abandon-document.js';
import { EngineDrift, type DriftPorts } from './engine-drift.js';
import { EngineHistory, type HistoryPorts } from './engine-history.js';
import { EngineRequests, refuseBusy, type RequestPorts } from './engine-requests.js';
import { EngineSnapshots, type SnapshotPorts } from './engine-snapshots.js';
import { StackFinder } from './find-stack.js';
import { leftBehind } from './left-behind.js';
import { listFailures, type ListFailuresPorts } from './list-failures.js';
import { noResource } from './not-found.js';
import type { Nodes } from './nodes.js';
import type { Plans } from './plans.js';
import type { Services } from './services.js';
import type { Software } from './software.js';
import { createStack, deleteStack, updateStack, type UpdatePorts } from './put-goal.js';
import { stackDocument } from './stack-document.js';
import { environmentOf, filesOf, shownTemplate } from './shown-goal.js';
import { outputViews, resourceView, resourceViews, stackView } from './show-stack.js';
import { validateTemplate } from './validate-template.js';
import { whyStack } from './why-stack.js';
import type { TypeRegistry } from '../type-registry.js';
import type {
  CreateOptions, EventQuery, EventView, FailureView, GoalRequest, LogView, OutputView, ResourceQuery,
  ResourceView, StackIdentity, StackSummary, StackView, ThingView, UpdateOptions, UseCases,
  ValidationView, WhyView,
} from './use-cases.js'; // prettier-ignore
import type { StackQuery } from './stack-query.js';

export interface UseCasePorts
  extends
    UpdatePorts,
    RequestPorts,
    HistoryPorts,
    SnapshotPorts,
    DriftPorts,
    DetailStacksPorts,
    ListFailuresPorts {
  readonly services: Services;
  readonly nodes: Nodes;
  readonly software: Software;
  readonly listStacks: (tenant: string, query: StackQuery) => Promise<readonly StackSummary[]>;
  readonly countStacks: (tenant: string, query: StackQuery) => Promise<number>;
  readonly loadEvents: (stackId: string, query: EventQuery) => Promise<EventView[]>;
  readonly loadEventsAfter: (stackId: string, after: number, limit: number) => Promise<EventView[]>;
  readonly loadLogLines: (stackId: string, resource: string, limit: number) => Promise<LogView[]>;
  /** Settles once the lines are stored that handlers have logged so far. */
  readonly flushLogs: () => Promise<void>;
  readonly loop: ConvergenceLoop;
  readonly readElsewhere: (stackId: string) => Promise<Resident | undefined>;
  readonly types: TypeRegistry;
  readonly feed: EventFeed;
  /** The engine's policy, where neither resource nor stack says otherwise. */
  readonly drift: DriftPolicy;
  readonly plans: Plans;
  /** Whether a worker that is connected offers the type, on the node if one is named. */
  readonly offers: (type: string, node: string) => boolean;
  /** What holds back actions of a type for a project, by its provider's limits; empty: nothing. */
  readonly limited: (type: string, project: string) => string;
}

/** The use cases on the real engine. What a stack is made of is read from the loop's memory, the rest from the store. */
export class EngineUseCases implements UseCases {
  readonly plans: Plans;
  readonly requests: EngineRequests;
  readonly drift: EngineDrift;
  readonly history: EngineHistory;
  readonly snapshots: EngineSnapshots;
  readonly services: Services;
  readonly nodes: Nodes;
  readonly software: Software;
  private readonly stacks: StackFinder;

  constructor(private readonly ports: UseCasePorts) {
    this.stacks = new StackFinder(ports);
    this.plans = ports.plans;
    this.services = ports.services;
    this.nodes = ports.nodes;
    this.software = ports.software;
    this.requests = new EngineRequests(ports, this.stacks);
    this.drift = new EngineDrift(ports, this.stacks);
    this.history = new EngineHistory(ports, this.stacks);
    this.snapshots = new EngineSnapshots(ports, this.stacks);
  }

  createStack(
    tenant: string,
    request: GoalRequest & { readonly name: string },
    options: CreateOptions = {},
  ): Promise<StackIdentity> {
    return createStack(this.ports, tenant, request, options);
  }

  async updateStack(
    tenant: string,
    stackId: string,
    request: GoalRequest,
    options: UpdateOptions,
  ): Promise<{ readonly revision: number }> {
    return updateStack(this.ports, await this.stacks.live(tenant, stackId), request, options);
  }

  async deleteStack(
    tenant: string,
    stackId: string,
    options: { readonly force?: boolean } = {},
  ): Promise<void> {
    await deleteStack(this.ports, await this.stacks.live(tenant, stackId), options);
  }

  async leftBehind(tenant: string, stackId: string): Promise<readonly ThingView[]> {
    const stack = await this.stacks.live(tenant, stackId);
    return leftBehind((await this.stacks.mustResident(stack)).snapshot, this.ports.offers);
  }

  async listFailures(tenant: string, stackId: string): Promise<readonly FailureView[]> {
    const stack = await this.stacks.find(tenant, stackId);
    await this.ports.flushLogs();
    return listFailures(this.ports, stack, await this.stacks.resident(stack));
  }

  async exportStack(tenant: string, stackId: string): Promise<AbandonDocument> {
    const stack = await this.stacks.live(tenant, stackId);
    return stackDocument(this.ports, stack, await this.stacks.mustResident(stack));
  }

  async abandonStack(tenant: string, stackId: string): Promise<AbandonDocument> {
    const stack = await this.stacks.live(tenant, stackId);
    // A thing that is just being made would be in nobody's hands.
    refuseBusy(stack);
    const document = await stackDocument(this.ports, stack, await this.stacks.mustResident(stack));
    await deleteStack(this.ports, stack, { abandon: true });
    return document;
  }

  findStack(tenant: string, nameOrId: string): Promise<StackIdentity | undefined> {
    return this.ports.findStack(tenant, nameOrId);
  }

  listStacks(tenant: string, query: StackQuery): Promise<readonly StackSummary[]> {
    return this.ports.listStacks(tenant, query);
  }

  countStacks(tenant: string, query: StackQuery): Promise<number> {
    return this.ports.countStacks(tenant, query);
  }

  detailStacks(tenant: string, query: StackQuery): Promise<readonly StackView[]> {
    return detailStacks(this.ports, tenant, query);
  }

  async showStack(
    tenant: string,
    stackId: string,
    options: { readonly resolveOutputs?: boolean } = {},
  ): Promise<StackView> {
    const stack = await this.stacks.find(tenant, stackId);
    const view = await this.view(stack);
    const outputs = options.resolveOutputs === false ? [] : outputViews(await this.snapshot(stack), view);
    return stackView(stack, view, outputs, this.ports.drift);
  }

  async showTemplate(tenant: string, stackId: string): Promise<JsonObject | string> {
    return shownTemplate(this.ports, await this.stacks.find(tenant, stackId));
  }

  async showEnvironment(tenant: string, stackId: string): Promise<JsonObject> {
    return environmentOf(this.ports, await this.stacks.find(tenant, stackId));
  }

  async showFiles(tenant: string, stackId: string): Promise<{ readonly [name: string]: string }> {
    return filesOf(this.ports, await this.stacks.find(tenant, stackId));
  }

  async listResources(
    tenant: string,
    stackId: string,
    query?: ResourceQuery,
  ): Promise<readonly ResourceView[]> {
    const stack = await this.stacks.find(tenant, stackId);
    const resident = await this.stacks.resident(stack);
    return resident ? resourceViews(resident.snapshot, resident.hidden, query, stack) : [];
  }

  async showResource(tenant: string, stackId: string, resource: string): Promise<ResourceView> {
    const stack = await this.stacks.find(tenant, stackId);
    const resident = await this.stacks.resident(stack);
    const found = resident?.snapshot.resources.get(resource);
    const view = resident && found && resourceView(resident.snapshot, found, resident.hidden, stack);
    if (!view) throw noResource(stack, resource, resident?.snapshot.resources.keys());
    return view;
  }

  async listEvents(tenant: string, stackId: string, query: EventQuery): Promise<readonly EventView[]> {
    return this.ports.loadEvents((await this.stacks.find(tenant, stackId)).id, query);
  }

  async showEvent(tenant: string, stackId: string, resource: string, eventId: string): Promise<EventView> {
    const stack = await this.stacks.find(tenant, stackId);
    const sequence = eventSequence(eventId);
    const [event] = sequence === undefined ? [] : await this.ports.loadEventsAfter(stack.id, sequence - 1, 1);
    if (event?.id !== eventId || event.resource !== resource) {
      throw new IsothermError('event.not-found', `No event ${eventId} found`);
    }
    return event;
  }

  async *followEvents(
    tenant: string,
    stackId: string,
    after: number,
    signal: AbortSignal,
  ): AsyncIterable<EventView> {
    const { id } = await this.stacks.find(tenant, stackId);
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
    const { outputs } = await this.view(await this.stacks.find(tenant, stackId));
    return outputs.map(({ name, description }) => ({ name, description }));
  }

  async showOutput(tenant: string, stackId: string, output: string): Promise<OutputView> {
    const stack = await this.stacks.find(tenant, stackId);
    const view = await this.view(stack);
    const outputs = view.outputs.filter(({ name }) => name === output);
    const [found] = outputViews(await this.snapshot(stack), { ...view, outputs });
    if (!found) throw new IsothermError('output.not-found', `Specified output key ${output} not found.`);
    return found;
  }

  validateTemplate(tenant: string, request: GoalRequest): Promise<ValidationView> {
    return validateTemplate(this.ports, tenant, request);
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
    const stack = await this.stacks.find(tenant, stackId);
    return whyStack(stack, await this.stacks.resident(stack), resource, this.ports.limited);
  }

  async listLogs(
    tenant: string,
    stackId: string,
    resource: string,
    limit: number,
  ): Promise<readonly LogView[]> {
    await this.ports.flushLogs();
    const stack = await this.stacks.find(tenant, stackId);
    const lines = await this.ports.loadLogLines(stack.id, resource, limit);
    if (lines.length > 0) return lines;
    const resources = (await this.snapshot(stack))?.resources;
    if (!resources?.has(resource)) throw noResource(stack, resource, resources?.keys());
    return lines;
  }

  private async snapshot(stack: StackRecord): Promise<Snapshot | undefined> {
    return (await this.stacks.resident(stack))?.snapshot;
  }

  private async view({ id }: StackRecord): Promise<TemplateView> {
    return templateView(this.ports.seal, (await this.ports.loadRevision(id))?.view ?? null);
  }
}
