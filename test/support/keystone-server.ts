import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the tests want of it. */
export type Mood = 'well' | 'broken' | 'away' | 'silent' | 'forbidding' | 'babbling';

export interface KeystoneServer {
  /** With `/v3`. */
  readonly url: string;
  readonly counts: { logins: number; validations: number };
  /** All that it was asked, whatever its mood. */
  readonly asked: number;
  mood: Mood;
  /** What becomes of a question about this token, as by what stands before it; undefined: it is answered like any other. */
  stumblesOver: { readonly token: string; readonly answer: 'cut off' | number } | undefined;
  /** A token of a user with a role in a project. */
  issue(token: {
    user: string;
    project?: string;
    roles: readonly string[];
    endsInMs?: number;
    more?: object;
  }): string;
  revoke(token: string): void;
  /** Projects by id, beside its own, in which the service user has a role. */
  readonly serviceProjects: Set<string>;
  /** Of a token of the service user: its project; undefined: it is none. */
  serviceProjectOf(token: string): string | undefined;
  /** The service user has to log in again. */
  endServiceTokens(): void;
  close(): Promise<void>;
}

export const SERVICE = { username: 'heat', password: 'service-password', project: 'service' };

/** A small server that speaks Keystone, version 3, as far as services ask it. */
export async function keystoneServer(now: () => number): Promise<KeystoneServer> {
  const tokens = new Map<string, object>();
  const services = new Map<string, string>();
  const serviceProjects = new Set<string>();
  let asked = 0;
  const counts = { logins: 0, validations: 0 };
  const json = (response: ServerResponse, status: number, body: object, headers = {}) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const error = (response: ServerResponse, code: number) => {
    json(response, code, { error: { code, title: 'Error', message: 'no' } });
  };
  const login = (body: string, response: ServerResponse) => {
    counts.logins += 1;
    const { auth } = JSON.parse(body) as { auth: { identity: { password: { user: { name: string; password: string } } }; scope: { project: { name?: string; id?: string } } } }; // prettier-ignore
    const { name, password } = auth.identity.password.user;
    const isService = name === SERVICE.username && password === SERVICE.password;
    const { name: project = '', id = '' } = auth.scope.project;
    if (!isService || (project !== SERVICE.project && !serviceProjects.has(id))) {
      error(response, 401);
      return;
    }
    const token = randomUUID();
    services.set(token, project || id);
    json(response, 201, { token: {} }, { 'x-subject-token': token });
  };
  const validate = (request: IncomingMessage, response: ServerResponse) => {
    counts.validations += 1;
    const { 'x-auth-token': own = '', 'x-subject-token': subject = '' } = request.headers;
    const token = tokens.get(String(subject)) ?? (services.has(String(subject)) ? {} : undefined);
    if (subject === server.stumblesOver?.token) {
      if (server.stumblesOver.answer === 'cut off') response.destroy();
      else error(response, server.stumblesOver.answer);
    } else if (!services.has(String(own))) error(response, 401);
    else if (server.mood === 'forbidding') error(response, 403);
    else if (!token) error(response, 404);
    else json(response, 200, { token });
  };
  const http = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked += 1;
      if (server.mood === 'silent') return;
      if (server.mood === 'away') {
        error(response, 503);
        return;
      }
      if (server.mood === 'broken') error(response, 500);
      else if (server.mood === 'babbling') json(response, 200, { hello: 'world' });
      else if (request.method === 'POST' && request.url === '/v3/auth/tokens') login(body, response);
      else if (request.method === 'GET' && request.url?.startsWith('/v3/auth/tokens'))
        validate(request, response);
      else error(response, 404);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const server: KeystoneServer = {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v3`,
    counts,
    get asked() {
      return asked;
    },
    mood: 'well',
    stumblesOver: undefined,
    issue({ user, project, roles, endsInMs = 3_600_000, more = {} }) {
      const token = `gAAAA${randomUUID()}`;
      tokens.set(token, {
        user: { id: `id-of-${user}`, name: user, domain: { id: 'default', name: 'Default' } },
        expires_at: new Date(now() + endsInMs).toISOString().replace('Z', '000Z'),
        methods: ['password'],
        roles: roles.map((name) => ({ id: name, name })),
        ...(project !== undefined && {
          project: { id: project, name: project, domain: { id: 'default', name: 'Default' } },
        }),
        ...more,
      });
      return token;
    },
    revoke: (token) => {
      tokens.delete(token);
    },
    serviceProjects,
    serviceProjectOf: (token) => services.get(token),
    endServiceTokens: () => {
      services.clear();
    },
    close: async () => {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
  return server;
}
