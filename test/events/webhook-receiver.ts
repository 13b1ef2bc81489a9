import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ReceivedEvent {
  readonly id: string;
  readonly sequence: number;
  readonly event_type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface ReceivedPost {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly events: readonly ReceivedEvent[];
}

/** Somebody to whom events are posted, who remembers those that were taken. */
export class WebhookReceiver {
  readonly taken: ReceivedPost[] = [];
  /** Posts, be they taken or not. */
  posts = 0;
  /** Asked for the answer of each post; undefined: none ever. */
  answer: () => number | undefined = () => 204;

  private constructor(private readonly server: Server) {}

  static async start(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => (body += part));
      request.on('end', () => {
        receiver.posts += 1;
        const status = receiver.answer();
        if (status === undefined) return;
        if (status === 101) {
          request.socket.write(
            'HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n',
          );
          return;
        }
        if (status < 300) {
          const { events } = JSON.parse(body) as { events: ReceivedEvent[] };
          receiver.taken.push({ headers: request.headers, body, events });
        }
        response.writeHead(status, { location: receiver.url }).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}/hook`;
  }

  /** The numbers of a stack's events in the order in which they came. */
  sequences(stack: string): number[] {
    return this.eventsOf(stack).map(({ sequence }) => sequence);
  }

  eventsOf(stack: string): ReceivedEvent[] {
    return this.taken
      .flatMap(({ events }) => events)
      .filter(({ payload }) => payload['stack_identity'] === stack);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}

/** Without what came again: they come in order, and none up to the last is left out. */
export function inOrder(sequences: readonly number[], last: number): boolean {
  let reached = 0;
  for (const sequence of sequences) {
    if (sequence > reached + 1) return false;
    reached = Math.max(reached, sequence);
  }
  return reached >= last;
}
