import { createServer, type Server } from 'node:http';
import type { Registry } from 'prom-client';
import { IsothermError } from './errors.js';
import type { Service } from './lifecycle.js';
import type { Logger } from './log.js';

export interface StatusOptions {
  readonly listen: { readonly host: string; readonly port: number } | { readonly path: string };
  readonly registry: Registry;
  /** Undefined: ready. Otherwise what it waits for, in a few words. */
  readonly waitsFor: () => string | undefined;
  readonly log: Logger;
}

/**
 * `GET /healthz` (the process answers), `/readyz` (503 with the reason until it can do its work) and `/metrics`
 * (Prometheus). They tell nothing secret, but listen on loopback unless configured otherwise.
 */
export class StatusServer implements Service {
  readonly name = 'status';
  private readonly server: Server;

  constructor(private readonly options: StatusOptions) {
    this.server = createServer((request, response) => {
      const path = request.url?.split('?', 1)[0] ?? '';
      void this.answer(path)
        .catch((error: unknown) => {
          options.log.warn({ err: error, path }, 'a status could not be told');
          return { status: 500, type: PLAIN, body: 'internal error\n' };
        })
        .then(({ status, type, body }) => {
          response.writeHead(status, { 'content-type': type }).end(body);
        });
    });
  }

  /** @throws IsothermError `config.invalid` when it cannot listen there. */
  start(): Promise<void> {
    const { listen, log } = this.options;
    return new Promise((resolve, reject) => {
      this.server.once('error', (cause) => {
        const where = 'path' in listen ? listen.path : `${listen.host}:${String(listen.port)}`;
        const message = `Health and metrics cannot be served on ${where}: ${cause.message}. Choose another address, or switch monitoring off.`;
        reject(new IsothermError('config.invalid', message, { cause }));
      });
      this.server.listen(listen, () => {
        log.debug({ address: this.address }, 'health and metrics are served');
        resolve();
      });
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => {
        resolve();
      });
      this.server.closeAllConnections();
    });
  }

  /** `host:port` or the path; after `start`. */
  get address(): string {
    const address = this.server.address();
    if (address === null || typeof address === 'string') return address ?? '';
    const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return `${host}:${String(address.port)}`;
  }

  private async answer(path: string): Promise<{ status: number; type: string; body: string }> {
    const { registry, waitsFor } = this.options;
    if (path === '/healthz') return { status: 200, type: PLAIN, body: 'ok\n' };
    if (path === '/readyz') {
      const reason = waitsFor();
      if (reason === undefined) return { status: 200, type: PLAIN, body: 'ready\n' };
      return { status: 503, type: PLAIN, body: `waiting for ${reason}\n` };
    }
    if (path === '/metrics')
      return { status: 200, type: registry.contentType, body: await registry.metrics() };
    return { status: 404, type: PLAIN, body: 'there are /healthz, /readyz and /metrics\n' };
  }
}

const PLAIN = 'text/plain; charset=utf-8';
