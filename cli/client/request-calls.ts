import type { Json } from '../../lib/json.js';
import { resourcePath, stackPath, type Api, type StackRef } from './api.js';

export type StackRequest =
  | 'suspend' | 'resume' | 'check' | 'cancel_update' | 'cancel_without_rollback' | 'pause' | 'unpause'
  | 'protect' | 'unprotect'; // prettier-ignore

export type ResourceRequest = 'check' | 'skip' | 'unskip' | 'forget';

/** What is asked of a stack, or of one of its resources, beside a goal. */
export class RequestCalls {
  constructor(private readonly api: Api) {}

  async act(stack: StackRef, action: StackRequest): Promise<void> {
    await this.api.send(`${stackPath(stack)}/actions`, { method: 'POST', body: { [action]: null } });
  }

  async actOnResource(stack: StackRef, resource: string, action: ResourceRequest): Promise<void> {
    const path = `${resourcePath(stack, resource)}/actions`;
    await this.api.send(path, { method: 'POST', body: { [action]: null } });
  }

  /** @param snapshot undefined: the newest of the stack that kept something of it */
  async restoreResource(stack: StackRef, resource: string, snapshot: string | undefined): Promise<void> {
    const path = `${resourcePath(stack, resource)}/actions`;
    await this.api.send(path, { method: 'POST', body: { restore: snapshot ?? null } });
  }

  /** What a resource is told, as JSON; Heat's hooks are cleared so. */
  async signal(stack: StackRef, resource: string, data: Json): Promise<void> {
    await this.api.send(`${resourcePath(stack, resource)}/signal`, { method: 'POST', body: data });
  }

  /** @param unhealthy false takes back what was said. */
  async markUnhealthy(stack: StackRef, resource: string, unhealthy: boolean, reason: string): Promise<void> {
    const body = {
      mark_unhealthy: unhealthy,
      ...(reason === '' ? {} : { resource_status_reason: reason }),
    };
    await this.api.send(resourcePath(stack, resource), { method: 'PATCH', body });
  }
}
