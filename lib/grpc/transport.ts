/**
 * A stream to one engine as the session logic of a worker or an observer sees it. It dials by itself, and again
 * whenever the stream ends; the session says everything again that matters, after `opened`.
 */
export interface Transport<Out, In> {
  /** Begins to dial. Called once; `listener` hears everything from then on. */
  start(listener: TransportListener<In>): void;
  /**
   * Hands a message over; lost when no stream is open. False: the peer is behind, so what can wait
   * should wait for `drained`.
   */
  send(message: Out): boolean;
  /** Drops the stream at once, unread messages and all, and dials anew. */
  reset(): void;
  /** Ends the stream after what was sent, and dials no more. */
  stop(): Promise<void>;
}

export interface TransportListener<In> {
  /** A stream is open; nothing was sent on it yet. */
  opened(): void;
  received(message: In): void;
  /** It ended; another one will be dialled. Follows every `opened`, and every attempt that failed. */
  closed(reason: string): void;
  /** Room again after `send` answered false. */
  drained?(): void;
}
