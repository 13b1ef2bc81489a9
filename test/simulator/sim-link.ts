import type { Link, Peers } from '../../services/engine/app/peers.js';
import type { Transport, TransportListener } from '../../lib/grpc/transport.js';
import type { ProcessClock, Time } from './sim-time.js';
import type { Random } from './random.js';

/** Where links lead: the engine that is up, if one is. */
export interface Door<In, Out> {
  readonly peers: () => { readonly peers: Peers<In, Out>; readonly generation: number } | undefined;
}

export interface LinkFaults {
  /** Longest time a message takes, in ms. */
  slowMs: number;
  /** Longest time until an end learns that the stream is cut. */
  noticeMs: number;
}

/** With `SIM_TRACE` a replayed run shows what is said. */
function trace(time: Time, way: string, message: unknown): void {
  if (!process.env['SIM_TRACE']) return;
  const short = JSON.stringify(message, (key, value: unknown) => (key === 'types' ? '...' : value));
  console.log(time.nowMs.toFixed(0), way, short);
}

/** One stream: in order within each direction, and cut at any moment with all that is under way on it. */
class Stream<Up, Down> {
  private cutAt = false;
  private upAt = 0;
  private downAt = 0;
  private readonly link: Link<Down>;
  private engineHeard = false;

  constructor(
    private readonly time: Time,
    private readonly random: Random,
    private readonly faults: LinkFaults,
    private readonly peers: Peers<Up, Down>,
    private readonly listener: { received(message: Down): void; closed(): void },
  ) {
    this.link = {
      send: (message) => {
        this.down(() => {
          trace(this.time, 'down', message);
          this.listener.received(message);
        });
      },
      close: () => {
        this.cut();
      },
    };
  }

  send(message: Up): void {
    if (this.cutAt) return;
    this.upAt = Math.max(this.upAt, this.time.nowMs + this.delay());
    this.time.plan(this.upAt - this.time.nowMs, () => {
      if (this.cutAt) return;
      trace(this.time, 'up', message);
      this.peers.received(this.link, message);
    });
  }

  /** Both ends learn of it, each in its own time. */
  cut(): void {
    if (this.cutAt) return;
    this.cutAt = true;
    this.time.plan(this.random.below(this.faults.noticeMs), () => {
      if (this.engineHeard) return;
      this.engineHeard = true;
      this.peers.closed(this.link);
    });
    this.time.plan(this.random.below(this.faults.noticeMs), () => {
      this.listener.closed();
    });
  }

  private down(act: () => void): void {
    if (this.cutAt) return;
    this.downAt = Math.max(this.downAt, this.time.nowMs + this.delay());
    this.time.plan(this.downAt - this.time.nowMs, () => {
      if (!this.cutAt) act();
    });
  }

  private delay(): number {
    return this.random.chance(0.1) ? this.random.below(this.faults.slowMs) : this.random.below(3);
  }
}

/** A worker's or observer's way to the engine: dials, and again whenever the stream ends. */
export class SimTransport<Out, In> implements Transport<Out, In> {
  private stream: Stream<Out, In> | undefined;
  private listener: TransportListener<In> | undefined;
  private generation = 0;

  constructor(
    private readonly time: Time,
    private readonly clock: ProcessClock,
    private readonly random: Random,
    private readonly faults: LinkFaults,
    private readonly door: Door<Out, In>,
  ) {}

  start(listener: TransportListener<In>): void {
    this.listener = listener;
    this.dial();
  }

  send(message: Out): boolean {
    this.stream?.send(message);
    return true;
  }

  stop(): Promise<void> {
    this.cut();
    return Promise.resolve();
  }

  cut(): void {
    this.stream?.cut();
  }

  /** The engine that the stream led to is gone. */
  checkEngine(): void {
    if (this.door.peers()?.generation !== this.generation) this.cut();
  }

  private dial(): void {
    const up = this.door.peers();
    if (!up) {
      this.clock.setTimer(200 + this.random.below(500), () => {
        this.listener?.closed('nobody answers');
        this.dial();
      });
      return;
    }
    this.generation = up.generation;
    const stream: Stream<Out, In> = new Stream<Out, In>(this.time, this.random, this.faults, up.peers, {
      received: (message) => {
        if (this.stream === stream && this.clock.isAlive) this.listener?.received(message);
      },
      closed: () => {
        if (this.stream !== stream) return;
        this.stream = undefined;
        this.clock.setTimer(this.random.below(500), () => {
          this.listener?.closed('cut');
          this.dial();
        });
      },
    });
    this.stream = stream;
    this.listener?.opened();
  }
}
