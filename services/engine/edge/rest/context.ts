import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TemplateLimits } from '../../../../lib/hot/limits.js';
import type { UseCases } from '../../app/use-cases/use-cases.js';

/** The server under construction: routes with a zod schema have typed requests. */
export type RestApp = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** What the routes work with. */
export interface RestContext {
  readonly useCases: UseCases;
  /** Of this build, for `build_info` and the OpenAPI document. */
  readonly version: string;
  readonly templateLimits: TemplateLimits;
  /** Undefined: ready. Otherwise what it waits for, in a few words. */
  readonly waitsFor: () => string | undefined;
  /** Aborts when the server stops: open streams end. */
  readonly stopping: AbortSignal;
  /** How often a silent event stream sends a comment, so that proxies keep it open, in ms. */
  readonly keepAliveMs: number;
}
