import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { StackIdentity } from '../../../app/use-cases/use-cases.js';

export const linkSchema = z.object({ href: z.string(), rel: z.string() });
export type Link = z.infer<typeof linkSchema>;

/** Where the client reached the API; its Host header was checked before. */
export function baseUrl(request: FastifyRequest): string {
  return `${schemeOf(request)}://${request.host}`;
}

/** As a proxy says, where one is believed: without any, we speak plain HTTP. */
export function schemeOf({ protocol }: FastifyRequest): 'http' | 'https' {
  return protocol.toLowerCase() === 'https' ? 'https' : 'http';
}

export function stackPath({ tenant, name, id }: StackIdentity): string {
  return `/v1/${encodeURIComponent(tenant)}/stacks/${name}/${id}`;
}

export function stackUrl(request: FastifyRequest, stack: StackIdentity): string {
  return baseUrl(request) + stackPath(stack);
}

export function resourceUrl(request: FastifyRequest, stack: StackIdentity, resource: string): string {
  return `${stackUrl(request, stack)}/resources/${encodeURIComponent(resource)}`;
}

export function link(rel: string, href: string): Link {
  return { href, rel };
}

/** Empty unless the page is as long as was allowed: then there may be more. */
export function nextPage(
  request: FastifyRequest,
  page: readonly { readonly id: string }[],
  limit: number | undefined,
): { links?: Link[] } {
  const last = page.at(-1);
  if (last === undefined || page.length !== limit) return {};
  const url = new URL(request.url, baseUrl(request));
  url.searchParams.set('marker', last.id);
  return { links: [link('next', url.href)] };
}
