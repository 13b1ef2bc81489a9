import type { GoalBody } from './api-types.js';
import { stackPath, type Api, type StackRef } from './api.js';

export interface PreviewedResource {
  readonly resource_name: string;
  readonly resource_type: string;
  readonly physical_resource_id: string;
}

export interface PreviewedStack {
  readonly resources: readonly PreviewedResource[];
}

/** By what becomes of them: `unchanged`, `updated`, `replaced`, `added`, `deleted`. */
export type PreviewedChanges = Readonly<Record<string, readonly PreviewedResource[]>>;

/** Heat's previews: which resources, without their properties. */
export class PreviewCalls {
  constructor(private readonly api: Api) {}

  async create(name: string, goal: GoalBody): Promise<PreviewedStack> {
    const body = { stack_name: name, ...goal };
    return (await this.api.json<{ stack: PreviewedStack }>('/stacks/preview', { method: 'POST', body }))
      .stack;
  }

  /** @param existing what the goal leaves out is kept. */
  async update(stack: StackRef, goal: GoalBody, existing: boolean): Promise<PreviewedChanges> {
    const path = `${stackPath(stack)}/preview`;
    const method = existing ? 'PATCH' : 'PUT';
    return (await this.api.json<{ resource_changes: PreviewedChanges }>(path, { method, body: goal }))
      .resource_changes;
  }
}
