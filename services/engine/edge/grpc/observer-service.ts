import type { Server, ServerDuplexStream } from '@grpc/grpc-js';
import { observerMethod } from '../../../../lib/grpc/protos.js';
import { splitToObserver } from '../../../../lib/grpc/split-messages.js';
import {
  decodeFromObserver,
  encodeToObserver,
  type ObserverInWire,
  type ObserverOutWire,
} from '../../../../lib/grpc/observer-codec.js';
import type { Logger } from '../../../../lib/log.js';
import type { ObserverPeers } from '../../app/peers.js';
import { linkStream, type OpenStreams } from './stream-link.js';

const codec = { decode: decodeFromObserver, encode: encodeToObserver, split: splitToObserver };

/** `isotherm.v1.ObserverService`. */
export function addObserverService(
  server: Server,
  observers: ObserverPeers,
  log: Logger,
  streams: OpenStreams,
): void {
  const Connect = { ...observerMethod(), requestStream: true, responseStream: true };
  server.addService(
    { Connect },
    {
      Connect: (stream: ServerDuplexStream<ObserverOutWire, ObserverInWire>) => {
        linkStream(stream, codec, observers, log, streams);
      },
    },
  );
}
