import type { Transport, TransportListener } from '../../lib/grpc/transport.js';

/** A transport whose other end is the test. */
export class FakeTransport<Out, In> implements Transport<Out, In> {
  /** What was said on the stream that is open; a new stream begins with none. */
  sent: Out[] = [];
  hasRoom = true;
  stopped = false;
  private listener: TransportListener<In> | undefined;
  private isOpen = false;

  start(listener: TransportListener<In>): void {
    this.listener = listener;
  }

  send(message: Out): boolean {
    if (this.isOpen) this.sent.push(message);
    return this.hasRoom;
  }

  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }

  reset(): void {
    this.lose();
  }

  open(): void {
    this.isOpen = true;
    this.sent = [];
    this.listener?.opened();
  }

  say(message: In): void {
    this.listener?.received(message);
  }

  lose(): void {
    this.isOpen = false;
    this.listener?.closed('the test cut it');
  }

  drain(): void {
    this.hasRoom = true;
    this.listener?.drained?.();
  }
}
