import { request, type ClientRequest } from 'node:http';
import { once } from 'node:events';

/** An event as a follower got it; time by this machine's clock, in ms since the epoch. */
export interface Arrival {
  readonly sequence: number;
  readonly atMs: number;
}

/** A client that follows the events of one stack by the API, and notes when they came. */
export class Follower {
  readonly arrivals: Arrival[] = [];
  private readonly expected = new Map<string, (atMs: number) => void>();
  private sent: ClientRequest | undefined;
  private rest = '';

  /** @param url of the stack; resolves once it follows */
  static async start(url: string, after: number): Promise<Follower> {
    const follower = new Follower();
    const sent = request(`${url}/events/stream?after=${String(after)}`, { agent: false });
    follower.sent = sent;
    // Ended by us.
    sent.on('error', () => undefined);
    sent.end();
    const [response] = (await once(sent, 'response')) as [NodeJS.ReadableStream & { statusCode?: number }];
    if (response.statusCode !== 200) throw new Error(`${url} answered ${String(response.statusCode)}`);
    response.setEncoding('utf8');
    response.on('error', () => undefined);
    response.on('data', (text: string) => {
      follower.take(text);
    });
    return follower;
  }

  /** When it hears that of the resource, in ms since the epoch. */
  heard(resource: string, status: string, withinMs: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Error(`${resource} was not ${status} within ${String(withinMs)} ms`));
      }, withinMs);
      this.expected.set(`${resource} ${status}`, (atMs) => {
        clearTimeout(late);
        resolve(atMs);
      });
    });
  }

  stop(): void {
    this.sent?.destroy();
  }

  private take(text: string): void {
    const atMs = performance.timeOrigin + performance.now();
    const messages = (this.rest + text).split('\n\n');
    this.rest = messages.pop() ?? '';
    for (const message of messages) {
      if (!message.startsWith('id: ')) continue;
      this.arrivals.push({ sequence: Number(message.slice(4, message.indexOf('\n'))), atMs });
      if (this.expected.size === 0) continue;
      const what = `${fieldOf(message, 'resource_name')} ${fieldOf(message, 'resource_status')}`;
      this.expected.get(what)?.(atMs);
      this.expected.delete(what);
    }
  }
}

/** Without parsing the rest, which would be most of the work of many followers in one process. */
function fieldOf(message: string, name: string): string {
  const begin = message.indexOf(`"${name}":"`) + name.length + 4;
  return message.slice(begin, message.indexOf('"', begin));
}
