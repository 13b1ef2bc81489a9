import type { Json } from '../../lib/json.js';
import { stackPath, type Api, type StackRef } from './api.js';

export interface Snapshot {
  readonly id: string;
  readonly name: string | null;
  readonly status: string;
  readonly status_reason: string | null;
  readonly creation_time: string;
  /** Template and resources as they were; null until they are known. */
  readonly data: Json;
}

/** Snapshots of stacks, as Heat has them. */
export class SnapshotCalls {
  constructor(private readonly api: Api) {}

  /** Answers before it is taken. */
  create(stack: StackRef, name: string | undefined): Promise<Snapshot> {
    return this.api.json(this.path(stack), { method: 'POST', body: name === undefined ? {} : { name } });
  }

  async list(stack: StackRef): Promise<readonly Snapshot[]> {
    return (await this.api.json<{ snapshots: Snapshot[] }>(this.path(stack))).snapshots;
  }

  async show(stack: StackRef, id: string): Promise<Snapshot> {
    return (await this.api.json<{ snapshot: Snapshot }>(this.path(stack, id))).snapshot;
  }

  async delete(stack: StackRef, id: string): Promise<void> {
    await this.api.send(this.path(stack, id), { method: 'DELETE' });
  }

  /** @param plan the hash of one that it has to do. */
  async restore(stack: StackRef, id: string, plan?: string): Promise<void> {
    const body = plan === undefined ? {} : { plan };
    await this.api.send(`${this.path(stack, id)}/restore`, { method: 'POST', body });
  }

  private path(stack: StackRef, id?: string): string {
    return `${stackPath(stack)}/snapshots${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
  }
}
