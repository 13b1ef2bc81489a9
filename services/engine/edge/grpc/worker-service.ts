import type { Server, ServerDuplexStream } from '@grpc/grpc-js';
import { workerMethod } from '../../../../lib/grpc/protos.js';
import { splitToWorker } from '../../../../lib/grpc/split-messages.js';
import {
  decodeFromWorker,
  encodeToWorker,
  type WorkerInWire,
  type WorkerOutWire,
} from '../../../../lib/grpc/worker-codec.js';
import type { Logger } from '../../../../lib/log.js';
import type { WorkerPeers } from '../../app/peers.js';
import { linkStream, type OpenStreams } from './stream-link.js';

const codec = { decode: decodeFromWorker, encode: encodeToWorker, split: splitToWorker };

/** `isotherm.v1.WorkerService`. */
export function addWorkerService(
  server: Server,
  workers: WorkerPeers,
  log: Logger,
  streams: OpenStreams,
): void {
  const Connect = { ...workerMethod(), requestStream: true, responseStream: true };
  server.addService(
    { Connect },
    {
      Connect: (stream: ServerDuplexStream<WorkerOutWire, WorkerInWire>) => {
        linkStream(stream, codec, workers, log, streams);
      },
    },
  );
}
