import type { FastifyRequest } from 'fastify';
import { IsothermError } from '../../../../../lib/errors.js';

/** @throws IsothermError `request.invalid` */
export function idempotencyKey(request: FastifyRequest): { idempotencyKey?: string } {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return {};
  if (typeof key === 'string' && /^[\x21-\x7e]{1,255}$/.test(key)) return { idempotencyKey: key };
  throw new IsothermError(
    'request.invalid',
    'The Idempotency-Key must have 1 to 255 printable characters without spaces, such as a UUID.',
  );
}

/**
 * What `If-Match` asks for: the exact revision, as the ETag of the stack has it. `*`: any.
 * @throws IsothermError `request.invalid`
 */
export function ifRevision(request: FastifyRequest): { ifRevision?: number } {
  const header = request.headers['if-match']?.trim();
  if (header === undefined || header === '*') return {};
  const revision = /^"?(\d{1,15})"?$/.exec(header)?.[1];
  if (revision !== undefined) return { ifRevision: Number(revision) };
  throw new IsothermError(
    'request.invalid',
    `If-Match is ${JSON.stringify(header.slice(0, 80))}: give a revision in quotes, such as "3", as the stack's ETag has it.`,
  );
}
