import type { Json } from '../../lib/json.js';
import { resourcePath, stackPath, type Api, type StackRef } from './api.js';

export interface ResourceDrift {
  readonly resource_name: string;
  readonly resource_type: string;
  readonly physical_resource_id: string;
  readonly drift_policy: string;
  /** As last seen. */
  readonly status: string;
  readonly drifted: boolean;
  readonly reason: string;
  readonly properties: readonly DriftProperty[];
}

/** Absent values are not known, or are not read back. */
export interface DriftProperty {
  readonly name: string;
  readonly goal?: Json;
  readonly applied?: Json;
  readonly baseline?: Json;
  readonly observed?: Json;
  readonly drifted: boolean;
}

export interface AcceptedDrift {
  /** Null: nothing could be accepted. */
  readonly revision: number | null;
  readonly accepted: readonly { resource_name: string; property: string; value: Json }[];
  readonly refused: readonly { resource_name: string; property: string; reason: string }[];
}

/** How things are, against how they were applied and shall be. */
export class DriftCalls {
  constructor(private readonly api: Api) {}

  /** Without a resource: all that drifted. */
  async show(stack: StackRef, resource?: string): Promise<readonly ResourceDrift[]> {
    return (await this.api.json<{ drift: ResourceDrift[] }>(`${pathOf(stack, resource)}/drift`)).drift;
  }

  /** Makes what was seen the goal, where the template allows it. */
  async accept(stack: StackRef, resource?: string): Promise<AcceptedDrift> {
    const path = `${pathOf(stack, resource)}/actions`;
    const request = { method: 'POST', body: { accept_drift: null } } as const;
    return (await this.api.json<{ accepted_drift: AcceptedDrift }>(path, request)).accepted_drift;
  }
}

function pathOf(stack: StackRef, resource: string | undefined): string {
  return resource === undefined ? stackPath(stack) : resourcePath(stack, resource);
}
