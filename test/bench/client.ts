import { request } from 'node:http';

/** A small HTTP client for the bench: keeps connections, measures nothing by itself. */
export class BenchClient {
  private calls = 0;

  /**
   * @param bases of engines, which are asked in turns
   * @param headers with each request
   */
  constructor(
    private readonly bases: () => readonly string[],
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  async call<T>(method: string, path: string, body?: string): Promise<T> {
    const { status, text } = await new Promise<{ status: number; text: string }>((resolve, reject) => {
      const headers = {
        ...this.headers,
        'content-type': 'application/json',
        ...(body && { 'content-length': Buffer.byteLength(body) }),
      };
      const sent = request(this.urlOf(path), { method, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
        });
      });
      sent.on('error', reject);
      sent.end(body);
    });
    if (status >= 400) throw new Error(`${method} ${path} answered ${String(status)}: ${text.slice(0, 500)}`);
    // With 202 Heat answers `null` and more.
    return (text === '' || status === 202 ? undefined : JSON.parse(text)) as T;
  }

  /** At the engine whose turn it is. */
  urlOf(path: string): string {
    const bases = this.bases();
    this.calls += 1;
    return `${bases[this.calls % bases.length] ?? ''}${path}`;
  }
}
