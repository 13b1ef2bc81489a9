import type { GoalBody } from './api-types.js';
import { stackPath, type Api, type StackRef } from './api.js';
import type { Plan } from './plan-types.js';

/** What a goal would do, before it is one. */
export class PlanCalls {
  constructor(private readonly api: Api) {}

  async create(name: string, goal: GoalBody): Promise<Plan> {
    const body = { stack_name: name, ...goal };
    return (await this.api.json<{ plan: Plan }>('/stacks/plan', { method: 'POST', body })).plan;
  }

  /** What applying an old revision would do. */
  async apply(stack: StackRef, revision: number): Promise<Plan> {
    const path = `${stackPath(stack)}/revisions/${revision}/plan`;
    return (await this.api.json<{ plan: Plan }>(path, { method: 'POST' })).plan;
  }

  /** What restoring a snapshot would do. */
  async restore(stack: StackRef, snapshot: string): Promise<Plan> {
    const path = `${stackPath(stack)}/snapshots/${encodeURIComponent(snapshot)}/plan`;
    return (await this.api.json<{ plan: Plan }>(path, { method: 'POST' })).plan;
  }

  /** @param existing what the goal leaves out is kept. */
  async update(stack: StackRef, goal: GoalBody, existing: boolean): Promise<Plan> {
    const method = existing ? 'PATCH' : 'PUT';
    return (await this.api.json<{ plan: Plan }>(`${stackPath(stack)}/plan`, { method, body: goal })).plan;
  }
}
