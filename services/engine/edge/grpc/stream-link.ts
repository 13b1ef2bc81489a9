import { Metadata, type ServerDuplexStream } from '@grpc/grpc-js';
import type { Logger } from '../../../../lib/log.js';
import type { Link, Peers } from '../../app/peers.js';

export interface ServerCodec<In, Out, InWire, OutWire> {
  readonly decode: (wire: InWire) => In;
  readonly encode: (message: Out) => OutWire;
  readonly split: (message: Out) => readonly Out[];
}

/** What is ended when the server stops, for a stream has no end of its own. */
export type OpenStreams = Set<{ end(): unknown }>;

/**
 * Makes a link of a stream: what comes is handed on in order, `closed` follows exactly once, and
 * nothing after it.
 */
export function linkStream<In, Out, InWire, OutWire>(
  stream: ServerDuplexStream<InWire, OutWire>,
  codec: ServerCodec<In, Out, InWire, OutWire>,
  peers: Peers<In, Out>,
  log: Logger,
  streams: OpenStreams,
): void {
  let open = true;
  const link: Link<Out> = {
    send: (message) => {
      if (!open) return;
      // No waiting for `drain`: credits bound jobs, and watches are bounded by what exists.
      for (const piece of codec.split(message)) stream.write(codec.encode(piece));
    },
    close: () => {
      ended();
      stream.end();
    },
  };
  const ended = (): void => {
    if (!open) return;
    open = false;
    streams.delete(stream);
    peers.closed(link);
  };
  const drop = (error: unknown): void => {
    log.warn({ err: error, peer: stream.getPeer() }, 'a stream was dropped');
    ended();
    stream.end();
  };

  stream.on('data', (wire: InWire) => {
    if (!open) return;
    try {
      peers.received(link, codec.decode(wire));
    } catch (error) {
      drop(error);
    }
  });
  stream.on('end', () => {
    ended();
    stream.end();
  });
  stream.on('cancelled', ended);
  stream.on('close', ended);
  stream.on('error', (error) => {
    log.debug({ err: error, peer: stream.getPeer() }, 'a stream failed');
    ended();
  });
  streams.add(stream);
  // Tells the peer that somebody is here; it says hello then.
  stream.sendMetadata(new Metadata());
}
