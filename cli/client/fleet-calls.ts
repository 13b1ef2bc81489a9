import type { Api } from './api.js';

/** An engine, a worker or an observer. What its kind does not have is null. */
export interface ServiceEntry {
  readonly id: string;
  readonly kind: string;
  readonly node: string;
  readonly version: string;
  readonly status: string;
  readonly address: string;
  readonly shards: number | null;
  readonly stacks: number | null;
  readonly facts_queued: number | null;
  readonly jobs: number | null;
  readonly resources_parked: number | null;
  readonly watches: number | null;
  readonly free_slots: number | null;
  readonly draining: boolean;
  readonly updated_at: string | null;
}

export interface NodeEntry {
  readonly node: string;
  /** `silent`: neither a worker nor an observer runs there. */
  readonly status: string;
  readonly workers: readonly string[];
  readonly observers: readonly string[];
  readonly things: number;
  readonly left_overs: number;
}

export interface NodeDetail extends NodeEntry {
  readonly living: readonly {
    readonly tenant: string;
    readonly stack_name: string;
    readonly resource_name: string;
    readonly resource_type: string;
    readonly physical_resource_id: string;
  }[];
}

/** Who is there, and where things live. */
export class FleetCalls {
  constructor(private readonly api: Api) {}

  async listServices(): Promise<readonly ServiceEntry[]> {
    return (await this.api.json<{ services: ServiceEntry[] }>('/services')).services;
  }

  /** Versions of the parts that answer. */
  async buildInfo(): Promise<Readonly<Record<string, { readonly revision: string }>>> {
    return this.api.json('/build_info');
  }

  /** @param what `drain`: the worker takes nothing more; `undrain` takes that back. */
  async drain(worker: string, what: 'drain' | 'undrain'): Promise<ServiceEntry> {
    const path = `/services/${encodeURIComponent(worker)}/${what}`;
    return (await this.api.json<{ service: ServiceEntry }>(path, { method: 'POST' })).service;
  }

  async listNodes(): Promise<readonly NodeEntry[]> {
    return (await this.api.json<{ nodes: NodeEntry[] }>('/nodes')).nodes;
  }

  async showNode(node: string): Promise<NodeDetail> {
    return (await this.api.json<{ node: NodeDetail }>(`/nodes/${encodeURIComponent(node)}`)).node;
  }

  /** @returns what was declared gone. */
  async forgetNode(node: string): Promise<NodeDetail> {
    const path = `/nodes/${encodeURIComponent(node)}/forget`;
    return (await this.api.json<{ node: NodeDetail }>(path, { method: 'POST' })).node;
  }
}
