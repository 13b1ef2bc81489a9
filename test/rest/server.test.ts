import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noIdentity } from '../../services/engine/edge/identity/token-identity.js';
import { openTokenFile } from '../../services/engine/edge/identity/token-file.js';
import { noTemplateUrls } from '../support/no-template-urls.js';
import { memoryServer, type MemoryServer } from '../support/memory-server.js';
import { twoThings } from '../support/rest-harness.js';

describe('REST: server', () => {
  let server: MemoryServer;
  let path: string;
  beforeEach(async () => {
    server = await memoryServer();
    const { id } = await server.useCases.createStack('default', { name: 'web', template: twoThings });
    path = `${server.url}/v1/default/stacks/web/${id}`;
  });
  afterEach(() => server.close());
  const get = (url: string, headers: Record<string, string> = {}) =>
    fetch(url, { headers: { 'x-auth-token': server.token(), ...headers } });

  async function readUntil(response: Response, end: RegExp): Promise<string> {
    let text = '';
    if (!response.body) return text;
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (end.test(text)) break;
    }
    return text;
  }

  it('streams events with their numbers, and resumes behind Last-Event-ID', async () => {
    server.useCases.settle();
    const response = await get(`${path}/events/stream`);
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^text\/event-stream/);
    const all = await readUntil(response, /^id: 6\n.*\n.*\n\n/m);
    assert.deepEqual(
      [...all.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
      [1, 2, 3, 4, 5, 6],
    );
    const data = JSON.parse(/^data: (.*)$/m.exec(all)?.[1] ?? '');
    assert.deepEqual(
      [data.sequence, data.resource_status, data.resource_name],
      [1, 'CREATE_IN_PROGRESS', 'web'],
    );
    const rest = await readUntil(await get(`${path}/events/stream`, { 'last-event-id': '4' }), /^id: 6$/m);
    assert.deepEqual(
      [...rest.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
      [5, 6],
    );
    const ids = [...all.matchAll(/^data: (.*)$/gm)].map(([, text]) => JSON.parse(text ?? '').id);
    const behind = await readUntil(await get(`${path}/events/stream?after=${ids[3]}`), /^id: 6$/m);
    assert.deepEqual(
      [...behind.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
      [5, 6],
    );
    const after = await readUntil(await get(`${path}/events/stream?after=5`), /^id: 6$/m);
    assert.deepEqual(
      [...after.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id)),
      [6],
    );
  });

  it('streams events as they happen, and says in between that it is there', async () => {
    const response = await get(`${path}/events/stream?after=1`);
    const reading = readUntil(response, /^id: 6$/m);
    const quiet = await readUntil(
      await get(`${path}/events/stream?after=100`),
      /still there\n\n.*still there/s,
    );
    assert.doesNotMatch(quiet, /^id/m);
    server.useCases.settle();
    assert.match(await reading, /^id: 2$/m);
  });

  it('gives each who follows links to where it came from', async () => {
    const named = path.replace('127.0.0.1', 'localhost');
    const read = [path, path, named].map(async (each) =>
      readUntil(await get(`${each}/events/stream?after=1`), /^id: 6\n.*\n.*\n\n/m),
    );
    server.useCases.settle();
    const [first = '', second, third = ''] = await Promise.all(read);
    assert.ok(first.includes(`"${path}"`) && third.includes(`"${named}"`));
    assert.equal(second?.slice(second.indexOf('id:')), first.slice(first.indexOf('id:')));
    assert.ok(!third.includes('127.0.0.1'));
  });

  it('refuses a Last-Event-ID that is no number, and a stack that is not there', async () => {
    assert.equal((await get(`${path}/events/stream`, { 'last-event-id': 'x' })).status, 400);
    assert.equal((await get(`${path}0/events/stream`)).status, 404);
    assert.equal((await fetch(`${path}/events/stream`)).status, 401);
  });

  it('ends its streams when it stops', async () => {
    const response = await get(`${path}/events/stream`);
    const ended = readUntil(response, /never/);
    await server.stop();
    assert.match(await ended, /^id: 1$/m);
    await assert.rejects(fetch(server.url));
  });

  it('lets go of a stack when the client leaves', async () => {
    const abort = new AbortController();
    let gone: AbortSignal | undefined;
    const followEvents = server.useCases.followEvents.bind(server.useCases);
    server.useCases.followEvents = (tenant, id, after, signal) => {
      gone = signal;
      return followEvents(tenant, id, after, signal);
    };
    const response = await fetch(`${path}/events/stream`, {
      headers: { 'x-auth-token': server.token() },
      signal: abort.signal,
    });
    assert.equal(response.status, 200);
    assert.equal(gone?.aborted, false);
    const left = new Promise((resolve) => gone?.addEventListener('abort', resolve));
    abort.abort();
    await left;
  });

  it('follows nothing for a client that has left before its stack was found', async () => {
    const abort = new AbortController();
    const { useCases } = server;
    const findStack = useCases.findStack.bind(useCases);
    const moments = new EventEmitter();
    const asked = once(moments, 'asked');
    useCases.findStack = async (...which) => {
      moments.emit('asked');
      await once(moments, 'left');
      return findStack(...which);
    };
    const followed = new Promise<AbortSignal | undefined>((resolve) => {
      const followEvents = useCases.followEvents.bind(useCases);
      useCases.followEvents = (tenant, id, after, signal) => {
        resolve(signal);
        return followEvents(tenant, id, after, signal);
      };
    });
    const response = fetch(`${path}/events/stream`, {
      headers: { 'x-auth-token': server.token() },
      signal: abort.signal,
    });
    await asked;
    abort.abort();
    await assert.rejects(response, { name: 'AbortError' });
    // The server hears of it no later than of a request that comes after.
    assert.equal((await fetch(`${server.url}/healthcheck`)).status, 200);
    moments.emit('left');
    assert.equal((await followed)?.aborted, true);
  });

  it('says where it cannot listen', async () => {
    const other = await memoryServer();
    const port = Number(new URL(server.url).port);
    const { restServer } = await import('../../services/engine/edge/rest/server.js');
    const { defaultLimits } = await import('../../lib/hot/limits.js');
    const { silentLogger } = await import('../../lib/log.js');
    const second = restServer({
      host: '127.0.0.1', port, auth: { identity: noIdentity }, allowedHosts: [], allowedOrigins: [], useCases: other.useCases,
      limits: { ...defaultLimits, requestBytes: 1 }, templateUrls: noTemplateUrls, log: silentLogger, waitsFor: () => undefined,
    }); // prettier-ignore
    await assert.rejects(second.start(), {
      code: 'config.invalid',
      message: new RegExp(`127.0.0.1:${port}`),
    });
    await other.close();
  });
});

describe('REST: token file', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'isotherm-token-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it('is made once, for its owner only', () => {
    const path = join(directory, 'deep', 'token');
    const token = openTokenFile(path);
    assert.match(token, /^[\w-]{43}$/);
    assert.equal(openTokenFile(path), token);
    assert.equal(readFileSync(path, 'utf8'), `${token}\n`);
    assert.equal(statSync(path).mode & 0o777, 0o600);
  });

  it('is refused when it holds no token', () => {
    for (const text of ['', 'short', 'two words are no token at all']) {
      const path = join(directory, 'token');
      writeFileSync(path, text);
      assert.throws(() => openTokenFile(path), { code: 'config.invalid' });
      assert.throws(() => openTokenFile(directory), { code: 'config.invalid' });
    }
  });
});
