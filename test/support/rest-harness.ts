import assert from 'node:assert/strict';
import { defaultLimits } from '../../lib/hot/limits.js';
import { silentLogger } from '../../lib/log.js';
import { tokenIdentity } from '../../services/engine/edge/identity/token-identity.js';
import { buildRestApp, type RestAppOptions } from '../../services/engine/edge/rest/app.js';
import type { Route } from '../../services/engine/edge/rest/http/authorise.js';
import { noTemplateUrls } from './no-template-urls.js';
import { documentedAnswers } from './documented-answers.js';
import { MemoryUseCases } from './memory-use-cases.js';

export const TOKEN = 'a-token-for-tests-only';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | number | undefined>>;
  readonly text: string;
  /** The body as JSON, of any shape: tests say what they expect of it. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
}

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';

export interface RestHarness {
  readonly routes: readonly Route[];
  readonly useCases: MemoryUseCases;
  call(
    method: Method,
    url: string,
    options?: { body?: unknown; headers?: Record<string, string | undefined> },
  ): Promise<Answer>;
  /** Creates a stack and answers its canonical path. */
  create(name: string, template: unknown, more?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/** The API on the memory engine, without a port. Every JSON answer is held to what the OpenAPI document says. */
export async function restHarness(options: Partial<RestAppOptions> = {}): Promise<RestHarness> {
  const useCases = new MemoryUseCases();
  const app = await buildRestApp({
    useCases,
    version: '1.2.3',
    templateLimits: defaultLimits,
    templateUrls: { ...noTemplateUrls, textBytes: defaultLimits.textBytes },
    requestBytes: 100_000,
    waitsFor: () => undefined,
    stopping: new AbortController().signal,
    keepAliveMs: 60_000,
    log: silentLogger,
    auth: { identity: tokenIdentity(TOKEN) },
    ...options,
  });
  const documented = documentedAnswers(app.swagger());

  const call: RestHarness['call'] = async (method, url, { body, headers = {} } = {}) => {
    const response = await app.inject({
      method,
      url,
      // Undefined takes a default away.
      headers: given({
        host: '127.0.0.1:8004',
        'x-auth-token': TOKEN,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      }),
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const isJson = String(response.headers['content-type']).startsWith('application/json');
    const json: unknown = isJson && response.body !== '' ? JSON.parse(response.body) : undefined;
    if (isJson) documented(method, url, response.statusCode, json);
    return { status: response.statusCode, headers: response.headers, text: response.body, json };
  };

  return {
    routes: app.routes,
    useCases,
    call,
    async create(name, template, more = {}) {
      const answer = await call('POST', '/v1/default/stacks', {
        body: { stack_name: name, template, ...more },
      });
      assert.equal(answer.status, 201, answer.text);
      return new URL(answer.json.stack.links[0].href).pathname;
    },
    close: () => app.close(),
  };
}

function given(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as Record<
    string,
    string
  >;
}

export const twoThings = {
  heat_template_version: '2021-04-16',
  description: 'Two things',
  parameters: {
    text: { type: 'string', default: 'hello' },
    secret: { type: 'string', default: 'hush', hidden: true },
    list: { type: 'comma_delimited_list', default: 'a,b' },
    flag: { type: 'boolean', default: true },
  },
  resources: {
    first: {
      type: 'Memory::Thing',
      properties: { text: { get_param: 'text' } },
      metadata: { role: 'front' },
    },
    second: { type: 'Memory::Thing', properties: { text: { get_attr: ['first', 'text'] } } },
  },
  outputs: {
    said: { description: 'What it says', value: { get_attr: ['second', 'text'] } },
    plain: { value: 1 },
  },
};
