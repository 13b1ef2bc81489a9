import {
  pino,
  stdSerializers,
  type Bindings,
  type ChildLoggerOptions,
  type DestinationStream,
  type Logger,
} from 'pino';
import { lineStream } from './log/line-stream.js';
import { maskSecrets } from './secret-names.js';

export type { Logger } from 'pino';

export interface LogOptions {
  /** `engine`, `worker`, `observer`: a field of every line. */
  readonly service: string;
  readonly level?: string;
  /** `line`: one readable line each; `auto` (default): that on a terminal, JSON elsewhere. */
  readonly format?: 'auto' | 'json' | 'line';
  /** Default: standard error, so that standard output is left to what a command answers. */
  readonly destination?: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/**
 * A structured logger. Fields whose names look secret are masked; errors go under `err`. Loggers for a stack, a
 * resource or a job are its children: `log.child({ stack, resource, job })`.
 */
export function createLogger(options: LogOptions): Logger {
  const destination = options.destination ?? process.stderr;
  const format = options.format ?? 'auto';
  const readable = format === 'line' || (format === 'auto' && destination.isTTY === true);
  const stream: DestinationStream = readable
    ? lineStream(destination, destination.isTTY === true)
    : destination;
  const log = pino(
    {
      level: options.level ?? 'info',
      base: { service: options.service },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      serializers: { err: stdSerializers.err },
      formatters: { level: (label) => ({ level: label }), log: masked },
    },
    stream,
  );
  // pino does not format the bindings of children; they inherit this instead.
  const { child } = log as unknown as { child: MakeChild };
  log.child = function (this: Logger, bindings, childOptions) {
    return child.call(this, masked(bindings), childOptions);
  } satisfies MakeChild as unknown as Logger['child'];
  return log;
}

/** pino's own type also carries custom levels, of which we have none. */
type MakeChild = (this: Logger, bindings: Bindings, options?: ChildLoggerOptions) => Logger;

/** A logger that says nothing, for tests and for parts that were given none. */
export const silentLogger: Logger = pino({ level: 'silent' });

function masked(fields: Record<string, unknown>): Record<string, unknown> {
  return maskSecrets(fields, '********') as Record<string, unknown>;
}
