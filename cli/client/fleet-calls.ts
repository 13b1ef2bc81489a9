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

/** Who is there. */
export class FleetCalls {
  constructor(private readonly api: Api) {}

  async listServices(): Promise<readonly ServiceEntry[]> {
    return (await this.api.json<{ services: ServiceEntry[] }>('/services')).services;
  }

  /** @param what `drain`: the worker takes nothing more; `undrain` takes that back. */
  async drain(worker: string, what: 'drain' | 'undrain'): Promise<ServiceEntry> {
    const path = `/services/${encodeURIComponent(worker)}/${what}`;
    return (await this.api.json<{ service: ServiceEntry }>(path, { method: 'POST' })).service;
  }
}
