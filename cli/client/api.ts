import { send, type Endpoint, type HttpRequest } from './http.js';

/** A stack as its canonical URL names it. */
export interface StackRef {
  readonly name: string;
  readonly id: string;
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** Sends the requests of one tenant. Every method throws IsothermError, with the code that the engine gave or `cli.connection`. */
export class Api {
  private readonly base: string;

  constructor(
    readonly endpoint: Endpoint,
    tenant: string,
  ) {
    this.base = `/v1/${encodeURIComponent(tenant)}`;
  }

  /** What `send` of http.js is given. */
  absolute(path: string): string {
    return this.base + path;
  }

  send(path: string, request: HttpRequest = {}): Promise<Response> {
    return send(this.endpoint, this.absolute(path), request);
  }

  async json<T>(path: string, request: HttpRequest = {}): Promise<T> {
    return (await (await this.send(path, request)).json()) as T;
  }
}

export function stackPath({ name, id }: StackRef): string {
  return `/stacks/${encodeURIComponent(name)}/${encodeURIComponent(id)}`;
}

export function resourcePath(stack: StackRef, resource: string): string {
  return `${stackPath(stack)}/resources/${encodeURIComponent(resource)}`;
}

/** With its question mark; empty for none. A list is given once for each of its items. */
export function queryText(query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) {
      if (one !== undefined) search.append(name, String(one));
    }
  }
  return search.size === 0 ? '' : `?${search.toString()}`;
}
