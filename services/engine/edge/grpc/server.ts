import { Server } from '@grpc/grpc-js';
import { IsothermError } from '../../../../lib/errors.js';
import { isLocal, parseAddress, targetOf } from '../../../../lib/grpc/address.js';
import { channelOptions, DEFAULT_MESSAGE_BYTES } from '../../../../lib/grpc/channel.js';
import { serverCredentials, type TlsFiles } from '../../../../lib/grpc/tls.js';
import type { Logger } from '../../../../lib/log.js';
import type { ObserverPeers, WorkerPeers } from '../../app/peers.js';
import { addObserverService } from './observer-service.js';
import { clearSocketFile, protectSocketFile } from './socket-file.js';
import type { OpenStreams } from './stream-link.js';
import { addWorkerService } from './worker-service.js';

export interface GrpcServerOptions {
  /** `unix:PATH` or `host:port`; port 0 takes a free one. */
  readonly listen: string;
  /** Needed beyond this machine: both sides show certificates. */
  readonly tls?: TlsFiles | undefined;
  /** The largest message that is accepted, in bytes. Default: 32 MiB. */
  readonly messageBytes?: number | undefined;
  readonly workers: WorkerPeers;
  readonly observers: ObserverPeers;
  readonly log: Logger;
}

export interface GrpcServer {
  readonly name: 'grpc';
  /** @throws IsothermError `config.invalid` when it may not or cannot listen there. */
  start(): Promise<void>;
  /** Ends all streams; workers and observers dial again elsewhere or later. */
  stop(): Promise<void>;
  /** Where it listens, in the form that is dialled; after `start`. */
  readonly address: string;
}

/** How long `stop` waits for the streams to end in order. */
const GOODBYE_MS = 500;

/** Where workers and observers connect. */
export function grpcServer(options: GrpcServerOptions): GrpcServer {
  const address = parseAddress(options.listen);
  const server = new Server(channelOptions(options.messageBytes ?? DEFAULT_MESSAGE_BYTES));
  const streams: OpenStreams = new Set();
  addWorkerService(server, options.workers, options.log, streams);
  addObserverService(server, options.observers, options.log, streams);
  let listening = '';

  return {
    name: 'grpc',
    get address() {
      return listening;
    },
    async start() {
      if (!options.tls && !isLocal(address)) {
        throw new IsothermError(
          'config.invalid',
          `gRPC does not listen on ${options.listen} without TLS, since other machines can reach it. ` +
            'Set grpc.tls, or listen on a unix socket or 127.0.0.1.',
        );
      }
      if (address.kind === 'unix') await clearSocketFile(address.path);
      const port = await bind(server, targetOf(address), options);
      if (address.kind === 'unix') await protectSocketFile(address.path);
      listening = targetOf(address.kind === 'unix' ? address : { ...address, port });
      options.log.info({ address: listening, tls: options.tls !== undefined }, 'gRPC listens');
    },
    async stop() {
      const ended = new Promise<void>((resolve) => {
        server.tryShutdown(() => {
          resolve();
        });
      });
      for (const stream of [...streams]) stream.end();
      // A peer that does not answer must not keep us.
      const timer = setTimeout(() => {
        server.forceShutdown();
      }, GOODBYE_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}

function bind(server: Server, target: string, { listen, tls }: GrpcServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(target, serverCredentials(tls), (error, port) => {
      if (!error) {
        resolve(port);
        return;
      }
      reject(
        new IsothermError(
          'config.invalid',
          `gRPC cannot listen on ${listen}: ${error.message}. Choose another address.`,
          {
            cause: error,
          },
        ),
      );
    });
  });
}
