import type { Link, Peers } from '../../services/engine/app/peers.js';
import type { Transport, TransportListener } from '../../lib/grpc/transport.js';
import type { ProcessClock, Time } from './sim-time.js';
import type { Random } from './random.js';
import type { Climate } from './weather.js';

/** An engine behind a door. */
export interface Inside<In, Out> {
  readonly peers: Peers<In, Out>;
  readonly generation: number;
  /** Does it in the engine's process. */
  readonly happens: (fn: () => void) => void;
}

/** Where a link leads: an engine, if it is up. */
export interface Door<In, Out> {
  readonly peers: () => Inside<In, Out> | undefined;
}

interface Surroundings {
  readonly time: Time;
  readonly random: Random;
  readonly climate: Climate;
}

/** What a peer says again after a reconnect, or an engine after a restart: to hear it twice must do no harm. */
const REPEATED: ReadonlySet<string> = new Set([
  'reports', 'checkpoint', 'started', 'observed', 'jobs', 'acknowledged', 'checkpointSaved', 'cancel',
]); // prettier-ignore
const REPEATED_WITHIN_MS = 5_000;

/** With `SIM_TRACE` a replayed run shows what is said. */
function trace(time: Time, way: string, message: unknown): void {
  if (!process.env['SIM_TRACE']) return;
  const short = JSON.stringify(message, (key, value: unknown) => (key === 'types' ? '...' : value));
  console.log(time.nowMs.toFixed(0), way, short);
}

/**
 * One stream: in order within each direction, as gRPC promises, and cut at any moment. What was under way is lost then, or
 * reaches the engine before it learns of the cut, which may be after the next stream has begun.
 */
class Stream<Up extends { readonly kind: string }, Down extends { readonly kind: string }> {
  private isCut = false;
  private upAt = 0;
  private downAt = 0;
  private readonly link: Link<Down>;
  /** The engine takes no more from it: it learned of the cut, or made it. */
  private isOver = false;

  constructor(
    private readonly around: Surroundings,
    private readonly inside: Inside<Up, Down>,
    private readonly listener: { received(message: Down): void; closed(): void },
  ) {
    this.link = {
      send: (message) => {
        this.down(message);
        if (this.isRepeated(message)) this.later(() => { this.down(message); }); // prettier-ignore
      },
      close: () => {
        this.isOver = true;
        this.cut();
      },
    };
  }

  send(message: Up): void {
    this.up(message);
    if (this.isRepeated(message)) this.later(() => { this.up(message); }); // prettier-ignore
  }

  /** Both ends learn of it, each in its own time. */
  cut(): void {
    if (this.isCut) return;
    this.isCut = true;
    const { time, random, climate } = this.around;
    const { noticeMs } = climate.now.links;
    time.plan(random.below(noticeMs), () => {
      this.inside.happens(() => {
        this.isOver = true;
        this.inside.peers.closed(this.link);
      });
    });
    time.plan(random.below(noticeMs), () => {
      this.listener.closed();
    });
  }

  private up(message: Up): void {
    if (this.isCut) return;
    const { time, random, climate } = this.around;
    const straggles = random.chance(climate.now.links.straggles);
    this.upAt = Math.max(this.upAt, time.nowMs + this.delay());
    time.plan(this.upAt - time.nowMs, () => {
      if (this.isCut && (!straggles || this.isOver)) return;
      this.inside.happens(() => {
        if (this.isOver) return;
        trace(time, 'up', message);
        this.inside.peers.received(this.link, message);
      });
    });
  }

  private down(message: Down): void {
    if (this.isCut) return;
    const { time } = this.around;
    this.downAt = Math.max(this.downAt, time.nowMs + this.delay());
    time.plan(this.downAt - time.nowMs, () => {
      if (this.isCut) return;
      trace(time, 'down', message);
      this.listener.received(message);
    });
  }

  private isRepeated({ kind }: Up | Down): boolean {
    const { random, climate } = this.around;
    return REPEATED.has(kind) && random.chance(climate.now.links.repeats);
  }

  private later(act: () => void): void {
    const { time, random } = this.around;
    time.plan(random.below(REPEATED_WITHIN_MS), act);
  }

  private delay(): number {
    const { random, climate } = this.around;
    return random.chance(0.1) ? random.below(climate.now.links.slowMs) : random.below(3);
  }
}

/** A worker's or observer's way to the engine: dials, and again whenever the stream ends. */
export class SimTransport<
  Out extends { readonly kind: string },
  In extends { readonly kind: string },
> implements Transport<Out, In> {
  private stream: Stream<Out, In> | undefined;
  private listener: TransportListener<In> | undefined;
  private generation = 0;
  private blockedUntilMs = 0;
  private dropped: Stream<Out, In> | undefined;

  constructor(
    private readonly around: Surroundings,
    private readonly clock: ProcessClock,
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

  reset(): void {
    this.dropped = this.stream;
    this.stream?.cut();
  }

  stop(): Promise<void> {
    this.cut();
    return Promise.resolve();
  }

  /** @param forMs nobody gets through for so long. */
  cut(forMs = 0): void {
    this.blockedUntilMs = this.around.time.nowMs + forMs;
    this.stream?.cut();
  }

  unblock(): void {
    this.blockedUntilMs = 0;
  }

  /** The engine that the stream led to is gone, or is not the one to talk to any more. */
  checkEngine(): void {
    if (this.door.peers()?.generation !== this.generation) this.cut();
  }

  private dial(): void {
    const { time, random } = this.around;
    const up = time.nowMs < this.blockedUntilMs ? undefined : this.door.peers();
    if (!up) {
      this.clock.setTimer(200 + random.below(500), () => {
        this.listener?.closed('nobody answers');
        this.dial();
      });
      return;
    }
    this.generation = up.generation;
    const stream: Stream<Out, In> = new Stream<Out, In>(this.around, up, {
      received: (message) => {
        this.clock.reads(() => {
          if (this.stream === stream && this.dropped !== stream) this.listener?.received(message);
        });
      },
      closed: () => {
        this.clock.happens(() => {
          if (this.stream !== stream) return;
          this.stream = undefined;
          this.clock.setTimer(random.below(500), () => {
            this.listener?.closed('cut');
            this.dial();
          });
        });
      },
    });
    this.stream = stream;
    this.listener?.opened();
  }
}
