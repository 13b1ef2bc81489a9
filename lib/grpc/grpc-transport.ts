import { Client, type ClientDuplexStream, type ServiceError } from '@grpc/grpc-js';
import type { Clock } from '../clock.js';
import { reasonOf } from '../reason-of.js';
import { parseAddress, targetOf } from './address.js';
import { channelOptions, DEFAULT_MESSAGE_BYTES } from './channel.js';
import { DEFAULT_BACKOFF, dialDelay, type DialBackoff } from './dial-backoff.js';
import type { StreamMethod } from './protos.js';
import { clientCredentials, type TlsFiles } from './tls.js';
import type { Transport, TransportListener } from './transport.js';

export interface DialOptions {
  /** Path of a unix socket, or host:port. */
  readonly address: string;
  readonly tls?: TlsFiles | undefined;
  /** Default: 32 MiB. */
  readonly messageBytes?: number | undefined;
  readonly backoff?: DialBackoff | undefined;
  readonly clock: Clock;
  /** In [0, 1): for the jitter. */
  readonly random: () => number;
}

/** One channel with its stream; `open` once the engine has answered. */
interface Attempt<OutWire, InWire> {
  readonly client: Client;
  readonly stream: ClientDuplexStream<OutWire, InWire>;
  open: boolean;
  /** What comes of it is not read any more. */
  dropped: boolean;
}

export interface Codec<Out, In, OutWire extends object, InWire extends object> {
  readonly method: StreamMethod<OutWire, InWire>;
  readonly encode: (message: Out) => OutWire;
  readonly decode: (wire: InWire) => In;
  readonly split: (message: Out) => readonly Out[];
}

/** How long `stop` waits for the engine to end its side of the stream. */
const GOODBYE_MS = 1_000;

/** One bidirectional stream to one engine, dialled anew with back-off whenever it ends. */
export class GrpcTransport<
  Out,
  In extends { readonly kind: string },
  OutWire extends object,
  InWire extends object,
> implements Transport<Out, In> {
  private readonly target: string;
  private readonly credentials;
  private listener: TransportListener<In> | undefined;
  private attempt: Attempt<OutWire, InWire> | undefined;
  private failures = 0;
  private stopped = false;
  private cancelTimer: () => void = () => undefined;
  private onEnd: () => void = () => undefined;

  /** @throws IsothermError `config.invalid` when the address or a TLS file is wrong. */
  constructor(
    private readonly codec: Codec<Out, In, OutWire, InWire>,
    private readonly options: DialOptions,
  ) {
    this.target = targetOf(parseAddress(options.address));
    this.credentials = clientCredentials(options.tls);
  }

  start(listener: TransportListener<In>): void {
    this.listener = listener;
    this.dial();
  }

  send(message: Out): boolean {
    const { attempt } = this;
    if (!attempt?.open) return true;
    let room = true;
    for (const piece of this.codec.split(message)) room = attempt.stream.write(this.codec.encode(piece));
    return room;
  }

  reset(): void {
    const { attempt } = this;
    if (!attempt) return;
    attempt.dropped = true;
    attempt.open = false;
    attempt.stream.cancel();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.cancelTimer();
    const { attempt } = this;
    if (!attempt) return;
    const ended = new Promise<void>((resolve) => {
      this.onEnd = resolve;
    });
    if (attempt.open) {
      attempt.stream.end();
      this.cancelTimer = this.options.clock.setTimer(GOODBYE_MS, () => {
        attempt.stream.cancel();
      });
    } else attempt.stream.cancel();
    await ended;
    this.cancelTimer();
  }

  private dial(): void {
    // A new channel each time, so that the back-off is ours alone and not also gRPC's.
    const client = new Client(this.target, this.credentials, {
      ...channelOptions(this.options.messageBytes ?? DEFAULT_MESSAGE_BYTES),
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_retries': 0,
    });
    const { path, requestSerialize, responseDeserialize } = this.codec.method;
    const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
    const attempt: Attempt<OutWire, InWire> = { client, stream, open: false, dropped: false };
    this.attempt = attempt;
    let reason = 'the engine ended the stream';
    // The server's headers come with its first sign of life; before that there may be nobody.
    stream.on('metadata', () => {
      attempt.open = true;
      this.listener?.opened();
    });
    stream.on('data', (wire: InWire) => {
      if (attempt.dropped) return;
      let message: In;
      try {
        message = this.codec.decode(wire);
      } catch (error) {
        reason = reasonOf(error);
        attempt.dropped = true;
        stream.cancel();
        return;
      }
      if (message.kind === 'welcome') this.failures = 0;
      this.listener?.received(message);
    });
    stream.on('drain', () => this.listener?.drained?.());
    stream.on('error', (error: ServiceError) => {
      if (!attempt.dropped) reason = error.details || error.message;
    });
    stream.on('status', () => {
      this.ended(attempt, reason);
    });
  }

  private ended(attempt: Attempt<OutWire, InWire>, reason: string): void {
    this.attempt = undefined;
    attempt.client.close();
    if (!this.stopped) {
      const { clock, random, backoff = DEFAULT_BACKOFF } = this.options;
      this.cancelTimer = clock.setTimer(dialDelay(this.failures, random(), backoff), () => {
        this.dial();
      });
      this.failures += 1;
    }
    this.listener?.closed(reason);
    this.onEnd();
  }
}
