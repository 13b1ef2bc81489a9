import type { Json } from '../../lib/json.js';
import { queryText, stackPath, type Api, type StackRef } from './api.js';

export interface Revision {
  readonly revision: number;
  readonly action: string;
  /** Such as `create`, `retry`, `rollback to 3`. */
  readonly asked: string;
  /** The revision whose template it has. */
  readonly base: number;
  readonly creation_time: string;
  readonly state: string;
  readonly resources: number;
}

export interface RevisionDetail extends Revision {
  readonly template: Json;
  readonly parameters: Readonly<Record<string, string>>;
  readonly files: readonly string[];
}

/** Absent: there was or is none. */
export interface ChangedValue {
  readonly name: string;
  readonly before?: Json;
  readonly after?: Json;
}

export interface RevisionDiff {
  readonly from: number;
  readonly to: number;
  readonly resources: readonly {
    readonly resource_name: string;
    readonly change: 'added' | 'removed' | 'changed';
    readonly properties: readonly ChangedValue[];
  }[];
  readonly parameters: readonly ChangedValue[];
}

/** Every goal that a stack had. */
export class HistoryCalls {
  constructor(private readonly api: Api) {}

  /** Newest first. */
  async list(stack: StackRef): Promise<readonly Revision[]> {
    return (await this.api.json<{ revisions: Revision[] }>(`${stackPath(stack)}/revisions`)).revisions;
  }

  async show(stack: StackRef, number: number): Promise<RevisionDetail> {
    return (await this.api.json<{ revision: RevisionDetail }>(`${stackPath(stack)}/revisions/${number}`))
      .revision;
  }

  async diff(stack: StackRef, from: number, to: number): Promise<RevisionDiff> {
    const path = `${stackPath(stack)}/revisions/${from}/diff${queryText({ with: to })}`;
    return (await this.api.json<{ diff: RevisionDiff }>(path)).diff;
  }

  /** @param plan the hash of one that it has to do. @returns the new revision. */
  async apply(stack: StackRef, number: number, plan?: string): Promise<number> {
    const path = `${stackPath(stack)}/revisions/${number}/apply`;
    const body = plan === undefined ? {} : { plan };
    return (await this.api.json<{ revision: number }>(path, { method: 'POST', body })).revision;
  }
}
