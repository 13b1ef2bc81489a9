import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { IsothermError } from '../lib/errors.js';
import type { Json } from '../lib/json.js';
import type {
  Failure,
  GoalBody,
  LeftBehind,
  LogLine,
  Output,
  Resource,
  ResourceDetail,
  ResourceType,
  Stack,
  StackEvent,
  StackSummary,
  Validation,
  Why,
} from './client/api-types.js';
import { Api, queryText, resourcePath, stackPath, type Query, type StackRef } from './client/api.js';
import { DriftCalls } from './client/drift-calls.js';
import { FleetCalls } from './client/fleet-calls.js';
import { followEvents } from './client/follow-events.js';
import { HistoryCalls } from './client/history-calls.js';
import type { Endpoint, HttpRequest } from './client/http.js';
import { PlanCalls } from './client/plan-calls.js';
import { PreviewCalls } from './client/preview-calls.js';
import { RequestCalls } from './client/request-calls.js';
import { SnapshotCalls } from './client/snapshot-calls.js';
import { SoftwareCalls } from './client/software-calls.js';
import { TemplateCalls } from './client/template-calls.js';

export type { Endpoint } from './client/http.js';
export type { Query, StackRef } from './client/api.js';
export type * from './client/api-types.js';

/** The tenant of a local instance. */
export const DEFAULT_TENANT = 'default';

export interface UpdateOptions {
  /** What the goal leaves out is kept. */
  readonly existing?: boolean;
  readonly ifRevision?: number | undefined;
  /** Hash of a plan, which the update has to do exactly. */
  readonly plan?: string | undefined;
}

/** The API. Every method throws IsothermError, with the code that the engine gave or `cli.connection`. */
export class ApiClient {
  private readonly api: Api;
  readonly plans: PlanCalls;
  readonly requests: RequestCalls;
  readonly drift: DriftCalls;
  readonly history: HistoryCalls;
  readonly snapshots: SnapshotCalls;
  readonly fleet: FleetCalls;
  readonly software: SoftwareCalls;
  readonly previews: PreviewCalls;
  readonly templates: TemplateCalls;

  constructor(endpoint: Endpoint, tenant = DEFAULT_TENANT) {
    this.api = new Api(endpoint, tenant);
    this.plans = new PlanCalls(this.api);
    this.requests = new RequestCalls(this.api);
    this.drift = new DriftCalls(this.api);
    this.history = new HistoryCalls(this.api);
    this.snapshots = new SnapshotCalls(this.api);
    this.fleet = new FleetCalls(this.api);
    this.software = new SoftwareCalls(this.api);
    this.previews = new PreviewCalls(this.api);
    this.templates = new TemplateCalls(this.api);
  }

  /** @throws IsothermError `stack.not-found` */
  async find(nameOrId: string): Promise<StackRef> {
    const response = await this.api.send(`/stacks/${encodeURIComponent(nameOrId)}`);
    const location = response.headers.get('location');
    const [id, name] = location?.split('/').reverse() ?? [];
    if (id === undefined || name === undefined) {
      throw new IsothermError('cli.connection', `${this.api.endpoint.url} does not answer like Heat's API.`);
    }
    return { name: decodeURIComponent(name), id };
  }

  /** A create whose answer was lost is sent again under the same key, so that one stack comes of it. */
  async createStack(name: string, goal: GoalBody, signal?: AbortSignal): Promise<StackRef> {
    const headers = { 'idempotency-key': randomUUID() };
    const body = { stack_name: name, ...goal };
    const request: HttpRequest = { method: 'POST', body, headers, ...(signal ? { signal } : {}) };
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { stack } = await this.api.json<{ stack: { id: string } }>('/stacks', request);
        return { name, id: stack.id };
      } catch (error) {
        if (attempt === 3 || signal?.aborted || !wasCutOff(error)) throw error;
        await pause(200 * attempt);
      }
    }
  }

  /** @returns the new revision. */
  async updateStack(stack: StackRef, goal: GoalBody, options: UpdateOptions = {}): Promise<number> {
    const { existing, ifRevision, plan } = options;
    const headers: Record<string, string> =
      ifRevision === undefined ? {} : { 'if-match': `"${String(ifRevision)}"` };
    const body = plan === undefined ? goal : { ...goal, plan };
    const request = { method: existing ? 'PATCH' : 'PUT', body, headers } as const;
    return (await this.api.json<{ revision: number }>(stackPath(stack), request)).revision;
  }

  /** A new try from where the stack stands. @returns the new revision. */
  async retryStack(stack: StackRef): Promise<number> {
    return (await this.api.json<{ revision: number }>(stackPath(stack), { method: 'PATCH' })).revision;
  }

  async deleteStack(stack: StackRef, query: { readonly force?: boolean | undefined } = {}): Promise<void> {
    await this.api.send(stackPath(stack) + queryText(query), { method: 'DELETE' });
  }

  /** What a forced delete may leave behind. */
  async leftBehind(stack: StackRef): Promise<readonly LeftBehind[]> {
    return (await this.api.json<{ left_behind: LeftBehind[] }>(`${stackPath(stack)}/left_behind`))
      .left_behind;
  }

  /** The document with which a create adopts the stack's things. */
  exportStack(stack: StackRef): Promise<Json> {
    return this.api.json(`${stackPath(stack)}/export`);
  }

  /** As `exportStack`; the stack is forgotten, and its things stay. */
  abandonStack(stack: StackRef): Promise<Json> {
    return this.api.json(`${stackPath(stack)}/abandon`, { method: 'DELETE' });
  }

  async showStack(stack: StackRef, query: Query = {}): Promise<Stack> {
    return (await this.api.json<{ stack: Stack }>(stackPath(stack) + queryText(query))).stack;
  }

  /** With parameters, without outputs. */
  async listStackDetails(query: Query = {}): Promise<readonly Stack[]> {
    return (await this.api.json<{ stacks: Stack[] }>(`/stacks/detail${queryText(query)}`)).stacks;
  }

  /** Hidden parameters are `******`. */
  showEnvironment(stack: StackRef): Promise<Json> {
    return this.api.json(`${stackPath(stack)}/environment`);
  }

  /** Their texts by name. */
  listFiles(stack: StackRef): Promise<Readonly<Record<string, string>>> {
    return this.api.json(`${stackPath(stack)}/files`);
  }

  async listStacks(query: Query = {}): Promise<readonly StackSummary[]> {
    return (await this.api.json<{ stacks: StackSummary[] }>(`/stacks${queryText(query)}`)).stacks;
  }

  async listFailures(stack: StackRef): Promise<readonly Failure[]> {
    return (await this.api.json<{ failures: Failure[] }>(`${stackPath(stack)}/failures`)).failures;
  }

  async listResources(stack: StackRef, query: Query = {}): Promise<readonly Resource[]> {
    const path = `${stackPath(stack)}/resources${queryText(query)}`;
    return (await this.api.json<{ resources: Resource[] }>(path)).resources;
  }

  async showResource(stack: StackRef, name: string): Promise<ResourceDetail> {
    return (await this.api.json<{ resource: ResourceDetail }>(resourcePath(stack, name))).resource;
  }

  async showMetadata(stack: StackRef, resource: string): Promise<Json> {
    return (await this.api.json<{ metadata: Json }>(`${resourcePath(stack, resource)}/metadata`)).metadata;
  }

  async listLogs(stack: StackRef, resource: string, limit: number): Promise<readonly LogLine[]> {
    const path = `${resourcePath(stack, resource)}/logs${queryText({ limit })}`;
    return (await this.api.json<{ logs: LogLine[] }>(path)).logs;
  }

  async listEvents(stack: StackRef, query: Query = {}): Promise<readonly StackEvent[]> {
    const path = `${stackPath(stack)}/events${queryText(query)}`;
    return (await this.api.json<{ events: StackEvent[] }>(path)).events;
  }

  /** @throws IsothermError `event.not-found` where there are none */
  async listResourceEvents(stack: StackRef, resource: string, query: Query): Promise<readonly StackEvent[]> {
    const path = `${resourcePath(stack, resource)}/events${queryText(query)}`;
    return (await this.api.json<{ events: StackEvent[] }>(path)).events;
  }

  async showEvent(stack: StackRef, resource: string, id: string): Promise<StackEvent> {
    const path = `${resourcePath(stack, resource)}/events/${encodeURIComponent(id)}`;
    return (await this.api.json<{ event: StackEvent }>(path)).event;
  }

  /** The number of the newest event; 0: there is none. */
  async lastSequence(stack: StackRef): Promise<number> {
    return (await this.listEvents(stack, { limit: 1 }))[0]?.sequence ?? 0;
  }

  /** Events after the given number, then live ones, across lost connections, until aborted. */
  followEvents(stack: StackRef, after: number, signal: AbortSignal): AsyncIterable<StackEvent> {
    const path = this.api.absolute(`${stackPath(stack)}/events/stream`);
    return followEvents(this.api.endpoint, path, after, signal);
  }

  async listOutputs(stack: StackRef): Promise<readonly Output[]> {
    return (await this.api.json<{ outputs: Output[] }>(`${stackPath(stack)}/outputs`)).outputs;
  }

  async showOutput(stack: StackRef, name: string): Promise<Output> {
    const path = `${stackPath(stack)}/outputs/${encodeURIComponent(name)}`;
    return (await this.api.json<{ output: Output }>(path)).output;
  }

  async why(stack: StackRef, resource?: string): Promise<readonly Why[]> {
    return (await this.api.json<{ why: Why[] }>(`${stackPath(stack)}/why${queryText({ resource })}`)).why;
  }

  validate(goal: GoalBody): Promise<Validation> {
    return this.api.json('/validate', { method: 'POST', body: goal });
  }

  async listResourceTypes(): Promise<readonly { resource_type: string; description: string }[]> {
    const path = '/resource_types?with_description=true';
    return (await this.api.json<{ resource_types: { resource_type: string; description: string }[] }>(path))
      .resource_types;
  }

  showResourceType(type: string): Promise<ResourceType> {
    return this.api.json(`/resource_types/${encodeURIComponent(type)}?with_description=true`);
  }

  resourceTypeTemplate(type: string): Promise<unknown> {
    return this.api.json(`/resource_types/${encodeURIComponent(type)}/template?template_type=hot`);
  }
}

/** True when the connection broke after it stood: the engine may have got the request. */
function wasCutOff(error: unknown): boolean {
  if (!(error instanceof IsothermError) || error.code !== 'cli.connection') return false;
  const { cause } = error.cause as { cause?: { code?: string } };
  return cause?.code === 'ECONNRESET' || cause?.code === 'UND_ERR_SOCKET';
}
