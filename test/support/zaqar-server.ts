import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isMap } from '../../lib/hot/storable.js';
import type { Json, JsonObject } from '../../lib/json.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const QUEUE = /^[a-zA-Z0-9_.-]{1,64}$/;

interface Refusal {
  readonly status: number;
  readonly title: string;
  readonly description: string;
}

/**
 * Takes messages for queues as Zaqar does, version 2 of its API, and refuses what it refuses, in its words, as Zaqar 15 was heard to
 * answer.
 */
export class ZaqarServer {
  /** By project and queue. */
  readonly queues = new Map<string, JsonObject[]>();
  posts = 0;
  /** What it refused. */
  readonly refused: string[] = [];
  /** Whether a token is one of the project; undefined: none is asked for. */
  isToken: ((token: string, project: string) => boolean) | undefined;
  /** Takes nothing while it is set. */
  isAway = false;

  private constructor(
    private readonly server: Server,
    private readonly postBytes: number,
  ) {}

  /** @param postBytes its `max_messages_post_size` */
  static async start(postBytes = 262_144): Promise<ZaqarServer> {
    const server = createServer();
    const zaqar = new ZaqarServer(server, postBytes);
    server.on('request', (request, response) => {
      let body = '';
      request.setEncoding('utf8');
      request.on('data', (part: string) => (body += part));
      request.on('end', () => {
        const answer = zaqar.take(request, body);
        if ('resources' in answer) {
          response.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
          return;
        }
        const { status, ...error } = answer;
        zaqar.refused.push(error.description);
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(error));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return zaqar;
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  messages(project: string, queue: string): JsonObject[] {
    return this.queues.get(`${project} ${queue}`) ?? [];
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(
    { method, url = '', headers }: IncomingMessage,
    text: string,
  ): Refusal | { readonly resources: readonly string[] } {
    this.posts += 1;
    if (this.isAway)
      return { status: 503, title: 'Service temporarily unavailable', description: 'Messages could not be enqueued. Please try again in a few seconds.' }; // prettier-ignore
    const invalid = (title: string, description: string) => ({ status: 400, title, description });
    const queue = decodeURIComponent(/^\/v2\/queues\/([^/]+)\/messages$/.exec(url)?.[1] ?? '');
    if (method !== 'POST' || queue === '') return { status: 404, title: '404 Not Found', description: url };
    const { 'client-id': client, 'x-project-id': project, 'x-auth-token': token = '' } = headers;
    if (this.isToken && !this.isToken(String(token), String(project)))
      return { status: 401, title: 'Unauthorized', description: 'The request you have made requires authentication.' }; // prettier-ignore
    if (client === undefined) return invalid('Missing header value', 'The "Client-ID" header is required.');
    if (!UUID.test(String(client))) return invalid('Wrong UUID value', 'Malformed hexadecimal UUID.');
    if (project === undefined) return invalid('Project-Id Missing', 'The header X-PROJECT-ID was missing');
    if (!QUEUE.test(queue))
      return invalid('Invalid queue identification', 'The format of the submitted queue name or project id is not valid.'); // prettier-ignore
    if (Buffer.byteLength(text) > this.postBytes)
      return invalid('Invalid API request', `Message collection size is too large. Max size ${String(this.postBytes)}`); // prettier-ignore
    const { messages } = JSON.parse(text) as { messages: JsonObject[] };
    for (const { ttl, body } of messages) {
      const fault = faultOf(ttl, body);
      if (fault !== undefined) return invalid('Invalid API request', fault);
    }
    const key = `${String(project)} ${queue}`;
    this.queues.set(key, [...(this.queues.get(key) ?? []), ...messages]);
    return { resources: messages.map(() => `/v2/queues/${queue}/messages/${randomUUID()}`) };
  }
}

function faultOf(ttl: Json | undefined, body: Json | undefined): string | undefined {
  if (!Number.isInteger(ttl)) return 'The value of the "ttl" field must be a int.';
  if (Number(ttl) < 60 || Number(ttl) > 1_209_600)
    return 'The TTL for a message may not exceed 1209600 seconds, and must be at least 60 seconds long.';
  return isMap(body ?? null) ? undefined : 'Missing "body" field.';
}
