import { catalogue, IsothermError, type ErrorCode, type Fault } from '../../lib/errors.js';
import { reasonOf } from '../../lib/reason-of.js';

/** Where the API is. */
export interface Endpoint {
  /** Without a trailing slash. */
  readonly url: string;
  /** Empty: none is asked for, or the user logs in. */
  readonly token: string;
  /** Sent with each request where there is no token. */
  readonly login?: { readonly user: string; readonly password: string } | undefined;
}

export interface HttpRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Sends a request and returns its answer; redirects are left to the caller.
 * @throws IsothermError with the code that the API gave, or `cli.connection` when it cannot be reached.
 */
export async function send(endpoint: Endpoint, path: string, request: HttpRequest = {}): Promise<Response> {
  const { method = 'GET', body, headers = {}, signal } = request;
  let response: Response;
  try {
    response = await fetch(endpoint.url + path, {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/json',
        ...whoAsks(endpoint),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    throw connectionError(endpoint, error);
  }
  if (response.status < 400) return response;
  throw apiError(response, await bodyText(response));
}

function whoAsks({ token, login }: Endpoint): Record<string, string> {
  if (token !== '') return { 'x-auth-token': token };
  if (login === undefined) return {};
  return { authorization: `Basic ${Buffer.from(`${login.user}:${login.password}`).toString('base64')}` };
}

export function connectionError({ url }: Endpoint, cause: unknown): IsothermError {
  const inner = (cause as { cause?: { code?: string; message?: string } }).cause;
  const reason = inner?.code ?? inner?.message ?? reasonOf(cause);
  const message = `The engine at ${url} cannot be reached (${reason}): is it running? "isotherm dev" starts one.`;
  return new IsothermError('cli.connection', message, { retry: 'later', cause });
}

async function bodyText(response: Response): Promise<string> {
  try {
    return await response.text();
  } catch {
    // What failed is known by its status already.
    return '';
  }
}

interface ErrorAnswer {
  readonly explanation?: string;
  readonly error?: { readonly message?: string; readonly code?: string };
  readonly faults?: readonly Fault[];
}

function apiError(response: Response, text: string): IsothermError {
  const answer = parsed(text);
  const message = answer.error?.message ?? answer.explanation ?? `The API answered ${response.status}.`;
  return new IsothermError(codeOf(answer, response.status), message, { faults: answer.faults ?? [] });
}

function parsed(text: string): ErrorAnswer {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** An engine that knows other codes than we do, or Heat itself, is understood by its status. */
function codeOf({ error }: ErrorAnswer, status: number): ErrorCode {
  const code = error?.code ?? '';
  if (Object.hasOwn(catalogue, code)) return code as ErrorCode;
  if (status === 401) return 'request.unauthorized';
  if (status === 403) return 'request.forbidden';
  if (status === 404) return 'request.not-found';
  if (status === 409) return 'stack.busy';
  if (status === 429) return 'request.too-many';
  if (status === 412) return 'stack.revision-mismatch';
  if (status === 503) return 'store.unavailable';
  return status < 500 ? 'request.invalid' : 'internal';
}
