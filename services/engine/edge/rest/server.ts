import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { IsothermError } from '../../../../lib/errors.js';
import type { TemplateLimits } from '../../../../lib/hot/limits.js';
import type { Service } from '../../../../lib/lifecycle.js';
import type { Logger } from '../../../../lib/log.js';
import { packageRoot } from '../../../../lib/package-root.js';
import { reasonOf } from '../../../../lib/reason-of.js';
import type { Tracer } from '../../../../lib/tracing/tracer.js';
import type { UseCases } from '../../app/use-cases/use-cases.js';
import type { TemplateUrls } from '../outbound/fetch-template.js';
import { buildRestApp } from './app.js';
import type { RestAuth } from './http/authorise.js';

export interface RestServerOptions {
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
  readonly auth: RestAuth;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Addresses and ranges of the proxies that are believed; default: none. */
  readonly trustedProxies?: readonly string[];
  readonly limits: TemplateLimits & { readonly requestBytes: number };
  /** Where templates may be fetched from. */
  readonly templateUrls: Omit<TemplateUrls, 'textBytes'>;
  readonly useCases: UseCases;
  readonly log: Logger;
  /** Undefined: nothing is traced. */
  readonly tracer?: Tracer | undefined;
  /** Undefined: ready. Otherwise what it waits for, in a few words. */
  readonly waitsFor: () => string | undefined;
  /** How often a silent event stream says that it is still there, in ms; default 15,000. */
  readonly keepAliveMs?: number;
}

export interface RestServer extends Service {
  /** URL, such as `http://127.0.0.1:8004`; empty unless it is started. */
  readonly address: string;
}

/** The REST API on a port. Stopping ends event streams and waits for requests that are being answered. */
export function restServer(options: RestServerOptions): RestServer {
  const stopping = new AbortController();
  let app: Awaited<ReturnType<typeof buildRestApp>> | undefined;
  let address = '';
  return {
    name: 'rest',
    get address() {
      return address;
    },
    async start() {
      const { host, port } = options;
      app = await buildRestApp({
        useCases: options.useCases,
        version: packageVersion(),
        templateLimits: options.limits,
        requestBytes: options.limits.requestBytes,
        templateUrls: { ...options.templateUrls, textBytes: options.limits.textBytes },
        waitsFor: options.waitsFor,
        trustedProxies: options.trustedProxies ?? [],
        stopping: stopping.signal,
        keepAliveMs: options.keepAliveMs ?? 15_000,
        log: options.log.child({ part: 'rest' }),
        tracer: options.tracer,
        auth: {
          ...options.auth,
          allowedHosts: [...hostNames(host), ...options.allowedHosts],
          allowedOrigins: options.allowedOrigins,
        },
      });
      try {
        address = await app.listen({ host, port });
      } catch (cause) {
        const reason = reasonOf(cause);
        const message = `The API cannot listen on ${host}:${port}: ${reason}. Choose another rest.host or rest.port (--port of isotherm dev).`;
        throw new IsothermError('config.invalid', message, { cause });
      }
      options.log.info({ address }, 'the API is served');
    },
    async stop() {
      stopping.abort();
      const closed = app?.close();
      // What is being answered is finished. Connections that clients hold open for later are not worth waiting for.
      await app?.inFlight.none();
      app?.server.closeAllConnections();
      await closed;
      address = '';
    },
  };
}

/** A wildcard address is no name that a request would be addressed to. */
function hostNames(host: string): string[] {
  if (host === '0.0.0.0' || host === '::') return [];
  return [host.includes(':') ? `[${host}]` : host];
}

function packageVersion(): string {
  const text = readFileSync(join(packageRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
