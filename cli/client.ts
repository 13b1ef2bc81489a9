import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { IsothermError } from '../lib/errors.js';
import type {
  GoalBody,
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
import { followEvents } from './client/follow-events.js';
import { send, type Endpoint, type HttpRequest } from './client/http.js';

export type { Endpoint } from './client/http.js';
export type * from './client/api-types.js';

/** A stack as its canonical URL names it. */
export interface StackRef {
  readonly name: string;
  readonly id: string;
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** The tenant of a local instance. */
const DEFAULT_TENANT = 'default';

/** The API. Every method throws IsothermError, with the code that the engine gave or `cli.connection`. */
export class ApiClient {
  private readonly base: string;

  constructor(
    private readonly endpoint: Endpoint,
    tenant = DEFAULT_TENANT,
  ) {
    this.base = `/v1/${encodeURIComponent(tenant)}`;
  }

  /** @throws IsothermError `stack.not-found` */
  async find(nameOrId: string): Promise<StackRef> {
    const response = await send(this.endpoint, `${this.base}/stacks/${encodeURIComponent(nameOrId)}`);
    const location = response.headers.get('location');
    const [id, name] = location?.split('/').reverse() ?? [];
    if (id === undefined || name === undefined) {
      throw new IsothermError('cli.connection', `${this.endpoint.url} does not answer like Heat's API.`);
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
        const { stack } = await this.json<{ stack: { id: string } }>('/stacks', request);
        return { name, id: stack.id };
      } catch (error) {
        if (attempt === 3 || signal?.aborted || !wasCutOff(error)) throw error;
        await pause(200 * attempt);
      }
    }
  }

  /** @returns the new revision. */
  async updateStack(
    stack: StackRef,
    goal: GoalBody,
    options: { readonly existing?: boolean; readonly ifRevision?: number | undefined } = {},
  ): Promise<number> {
    const headers: Record<string, string> =
      options.ifRevision === undefined ? {} : { 'if-match': `"${options.ifRevision}"` };
    const method = options.existing ? 'PATCH' : 'PUT';
    const { revision } = await this.json<{ revision: number }>(this.path(stack), {
      method,
      body: goal,
      headers,
    });
    return revision;
  }

  async deleteStack(stack: StackRef): Promise<void> {
    await send(this.endpoint, this.base + this.path(stack), { method: 'DELETE' });
  }

  async showStack(stack: StackRef, query: Query = {}): Promise<Stack> {
    return (await this.json<{ stack: Stack }>(this.path(stack) + queryText(query))).stack;
  }

  async listStacks(query: Query = {}): Promise<readonly StackSummary[]> {
    return (await this.json<{ stacks: StackSummary[] }>(`/stacks${queryText(query)}`)).stacks;
  }

  async listResources(stack: StackRef, query: Query = {}): Promise<readonly Resource[]> {
    const path = `${this.path(stack)}/resources${queryText(query)}`;
    return (await this.json<{ resources: Resource[] }>(path)).resources;
  }

  async showResource(stack: StackRef, name: string): Promise<ResourceDetail> {
    return (await this.json<{ resource: ResourceDetail }>(this.resourcePath(stack, name))).resource;
  }

  async listLogs(stack: StackRef, resource: string, limit: number): Promise<readonly LogLine[]> {
    const path = `${this.resourcePath(stack, resource)}/logs${queryText({ limit })}`;
    return (await this.json<{ logs: LogLine[] }>(path)).logs;
  }

  async listEvents(stack: StackRef, query: Query = {}): Promise<readonly StackEvent[]> {
    const path = `${this.path(stack)}/events${queryText(query)}`;
    return (await this.json<{ events: StackEvent[] }>(path)).events;
  }

  /** The number of the newest event; 0: there is none. */
  async lastSequence(stack: StackRef): Promise<number> {
    return (await this.listEvents(stack, { limit: 1 }))[0]?.sequence ?? 0;
  }

  /** Events after the given number, then live ones, across lost connections, until aborted. */
  followEvents(stack: StackRef, after: number, signal: AbortSignal): AsyncIterable<StackEvent> {
    return followEvents(this.endpoint, `${this.base}${this.path(stack)}/events/stream`, after, signal);
  }

  async listOutputs(stack: StackRef): Promise<readonly Output[]> {
    return (await this.json<{ outputs: Output[] }>(`${this.path(stack)}/outputs`)).outputs;
  }

  async showOutput(stack: StackRef, name: string): Promise<Output> {
    const path = `${this.path(stack)}/outputs/${encodeURIComponent(name)}`;
    return (await this.json<{ output: Output }>(path)).output;
  }

  async why(stack: StackRef, resource?: string): Promise<readonly Why[]> {
    return (await this.json<{ why: Why[] }>(`${this.path(stack)}/why${queryText({ resource })}`)).why;
  }

  validate(goal: GoalBody): Promise<Validation> {
    return this.json('/validate', { method: 'POST', body: goal });
  }

  async listResourceTypes(): Promise<readonly { resource_type: string; description: string }[]> {
    const path = '/resource_types?with_description=true';
    return (await this.json<{ resource_types: { resource_type: string; description: string }[] }>(path))
      .resource_types;
  }

  showResourceType(type: string): Promise<ResourceType> {
    return this.json(`/resource_types/${encodeURIComponent(type)}?with_description=true`);
  }

  resourceTypeTemplate(type: string): Promise<unknown> {
    return this.json(`/resource_types/${encodeURIComponent(type)}/template?template_type=hot`);
  }

  private path({ name, id }: StackRef): string {
    return `/stacks/${encodeURIComponent(name)}/${encodeURIComponent(id)}`;
  }

  private resourcePath(stack: StackRef, resource: string): string {
    return `${this.path(stack)}/resources/${encodeURIComponent(resource)}`;
  }

  private async json<T>(path: string, request: HttpRequest = {}): Promise<T> {
    const response = await send(this.endpoint, this.base + path, request);
    return (await response.json()) as T;
  }
}

/** True when the connection broke after it stood: the engine may have got the request. */
function wasCutOff(error: unknown): boolean {
  if (!(error instanceof IsothermError) || error.code !== 'cli.connection') return false;
  const { cause } = error.cause as { cause?: { code?: string } };
  return cause?.code === 'ECONNRESET' || cause?.code === 'UND_ERR_SOCKET';
}

function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) {
      if (one !== undefined) search.append(name, String(one));
    }
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}
