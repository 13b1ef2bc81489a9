import { randomUUID } from 'node:crypto';
import type { Clock } from '../../../../lib/clock.js';
import type { ZaqarEntry } from '../../../../lib/hot/environment/event-sinks.js';
import { reasonOf } from '../../../../lib/reason-of.js';
import type { OutboxEvent } from '../../app/event-sink.js';
import { inTime } from '../outbound/in-time.js';
import type { ProjectTokens } from './project-tokens.js';
import { zaqarMessage } from './zaqar-message.js';

export interface ZaqarOptions {
  /** Where Zaqar is, without a version. */
  readonly url: string;
  /** Bytes of one request, at most. */
  readonly postBytes: number;
  readonly timeoutMs: number;
}

/** Characters of what it says where it refuses something. */
const SHOWN = 200;

/** Queues of a Zaqar, version 2 of its API. They are made by the first message. */
export class ZaqarQueues {
  private readonly base: string;
  /** By it Zaqar tells who has put a message there. */
  private readonly clientId = randomUUID();

  /** @param tokens undefined: Zaqar asks for none */
  constructor(
    private readonly options: ZaqarOptions,
    private readonly tokens: ProjectTokens | undefined,
    private readonly clock: Clock,
  ) {
    this.base = options.url.replace(/\/+$/, '').replace(/\/v2$/, '');
  }

  /** @throws Error unless Zaqar has all of them; what it had taken of them by then comes again */
  async deliver(sink: ZaqarEntry, events: readonly OutboxEvent[], signal: AbortSignal): Promise<void> {
    const project = events[0]?.stack.tenant ?? '';
    const { timeoutMs } = this.options;
    try {
      await inTime({ clock: this.clock, timeoutMs, signal }, async (over) => {
        for (const body of this.bodies(sink, events)) await this.put(sink.target, project, body, over);
      });
    } catch (error) {
      throw new Error(`Zaqar: ${reasonOf(error)}`, { cause: error });
    }
  }

  /** As few as hold all of them. */
  private bodies(sink: ZaqarEntry, events: readonly OutboxEvent[]): string[] {
    const around = '{"messages":[]}'.length;
    const posts: string[][] = [];
    let bytes = Infinity;
    for (const event of events) {
      const message = JSON.stringify(zaqarMessage(sink, event));
      const length = Buffer.byteLength(message) + 1;
      if (bytes + length > this.options.postBytes) {
        posts.push([]);
        bytes = around;
      }
      bytes += length;
      posts.at(-1)?.push(message);
    }
    return posts.map((messages) => `{"messages":[${messages.join(',')}]}`);
  }

  private async put(queue: string, project: string, body: string, signal: AbortSignal): Promise<void> {
    let answer = await this.post(queue, project, body, signal);
    if (answer.status === 401 && this.tokens) {
      this.tokens.forget(project);
      answer = await this.post(queue, project, body, signal);
    }
    const { status, text } = answer;
    if (status !== 201) throw new Error(`it answered ${String(status)}: ${text.slice(0, SHOWN)}`);
  }

  private async post(queue: string, project: string, body: string, signal: AbortSignal) {
    const token = await this.tokens?.of(project);
    const response = await fetch(`${this.base}/v2/queues/${encodeURIComponent(queue)}/messages`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'client-id': this.clientId,
        'x-project-id': project,
        ...(token !== undefined && { 'x-auth-token': token }),
      },
      body,
      redirect: 'error',
      signal,
    });
    return { status: response.status, text: await response.text() };
  }
}
