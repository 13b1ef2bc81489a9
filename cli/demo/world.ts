import { existsSync, readFileSync } from 'node:fs';
import { processIdentity } from '../../lib/embedded-postgres/process-identity.js';
import type { ApiClient, StackRef } from '../client.js';

/** What the demo sees of the real things, with its own eyes: nothing here asks the engine whether all is well. */
export interface Server {
  readonly name: string;
  readonly pid: number;
  readonly physicalId: string;
}

export async function serverOf(client: ApiClient, stack: StackRef, name: string): Promise<Server> {
  const { attributes, physical_resource_id: physicalId } = await client.showResource(stack, name);
  return { name, pid: Number(attributes['pid']), physicalId };
}

/** A zombie is dead. */
export function lives(pid: number): boolean {
  return processIdentity(pid) !== undefined;
}

export function contentOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** What the front answers, once for each of its servers; empty: it does not answer. */
export async function answers(url: string): Promise<string[]> {
  const texts: string[] = [];
  for (let i = 0; i < 2; i += 1) {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
    texts.push(response?.ok ? (await response.text()).trim() : '');
  }
  return texts.sort();
}

/** Physical ids by name: what stays the same was not replaced. */
export async function physicalIds(client: ApiClient, stack: StackRef): Promise<ReadonlyMap<string, string>> {
  const resources = await client.listResources(stack);
  return new Map(resources.map((resource) => [resource.resource_name, resource.physical_resource_id]));
}
