import type { FastifyRequest } from 'fastify';
import { isIP } from 'node:net';

/**
 * Where a request comes from, behind the proxies that are believed: what is limited by address counts this. A proxy that says what is no
 * address, such as one with a port, is counted itself: nobody gets a fresh count with each connection.
 */
export function clientAddress({ ip, socket }: FastifyRequest): string {
  return isIP(ip) === 0 ? (socket.remoteAddress ?? '') : ip;
}
