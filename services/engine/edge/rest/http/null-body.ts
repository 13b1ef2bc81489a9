import type { FastifyReply } from 'fastify';

/** Heat answers the JSON literal `null` where there is nothing to say; Fastify sends null as no body at all. */
export function sendNull(reply: Pick<FastifyReply, 'type'>): FastifyReply {
  return reply.type('application/json').send('null');
}
