import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const base = '/v1/default';

describe('REST: a template by its URL', () => {
  let site: Server;
  let port: number;
  let rest: RestHarness;
  /** Paths that somebody has asked the site for. */
  const asked: string[] = [];

  before(async () => {
    site = createServer((request, response) => {
      const path = request.url ?? '';
      asked.push(path);
      if (path.startsWith('/fine')) response.end(JSON.stringify(twoThings));
      else if (path === '/elsewhere')
        response.writeHead(302, { location: `http://127.0.0.1:${port}/fine` }).end();
      else if (path === '/large') response.end('x'.repeat(10_001));
      else if (path === '/latin') response.end(Buffer.from([0x61, 0xe4, 0x62]));
      else if (path === '/slow') response.write('heat_template_version: ');
      else if (path === '/other')
        request.socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nupgrade: other\r\nconnection: upgrade\r\n\r\n',
        );
      else if (path !== '/silent') response.writeHead(404).end();
    });
    site.listen(0, '127.0.0.1');
    await once(site, 'listening');
    port = (site.address() as AddressInfo).port;
    rest = await restHarness({
      templateUrls: {
        allowedHosts: ['127.0.0.1', 'localhost'],
        allowPrivate: true,
        timeoutMs: 200,
        textBytes: 10_000,
      },
    });
  });
  after(async () => {
    await rest.close();
    site.closeAllConnections();
    site.close();
  });
  beforeEach(() => (asked.length = 0));

  const at = (path: string) => `http://127.0.0.1:${String(port)}${path}`;
  const create = (url: unknown, more: object = {}, harness = rest) =>
    harness.call('POST', `${base}/stacks`, {
      body: { stack_name: `stack-${String(Math.random()).slice(2)}`, template_url: url, ...more },
    });

  it('makes, updates, previews, plans and validates as if it had come with the request', async () => {
    const { status, json } = await create(at('/fine'), { stack_name: 'fine' });
    assert.equal(status, 201);
    const path = new URL(json.stack.links[0].href as string).pathname;
    assert.deepEqual((await rest.call('GET', `${path}/template`)).json, twoThings);
    const body = { template_url: at('/fine') };
    for (const [method, url, expected, name] of [
      ['PUT', path, 202, undefined],
      ['PATCH', path, 202, undefined],
      ['PUT', `${path}/preview`, 200, undefined],
      ['POST', `${path}/plan`, 200, undefined],
      ['POST', `${base}/validate`, 200, undefined],
      ['POST', `${base}/stacks/preview`, 200, 'other'],
      ['POST', `${base}/stacks/plan`, 200, 'other'],
    ] as const) {
      const answer = await rest.call(method, url, { body: { ...body, stack_name: name } });
      assert.equal(answer.status, expected, `${method} ${url}: ${answer.text}`);
    }
    assert.equal(asked.length, 8);
  });

  it('is not asked for when the template is there too, nor by who may not, nor for a wrong request', async () => {
    assert.equal((await create(at('/fine'), { template: twoThings })).status, 201);
    const options = {
      body: { stack_name: 'a', template_url: at('/fine') },
      headers: { 'x-auth-token': 'none' },
    };
    assert.equal((await rest.call('POST', `${base}/stacks`, options)).status, 401);
    assert.equal((await create(at('/fine'), { parameters: 'none' })).status, 400);
    assert.equal((await create(5)).status, 400);
    assert.deepEqual(asked, []);
  });

  it('is refused in Heat’s words, with what is in the way', async () => {
    for (const [url, reason] of [
      ['file:///etc/passwd', /: Invalid URL scheme file$/],
      ['template.yaml', /: Invalid URL scheme $/],
      ['http://', /: it is no URL$/],
      ['http://me:secret@127.0.0.1/', /must not carry a user/],
      ['http://elsewhere.example/t', /not come from elsewhere\.example.*templateUrls\.allowedHosts/],
      ['http://127.0.0.1.elsewhere.example/t', /not come from/],
      [
        at('/elsewhere'),
        /: Failed to retrieve template from http:\/\/127.*it answered 302, and redirects are not followed$/,
      ],
      [at('/none?token=hush'), /none: it answered 404$/],
      [at('/large'), /: Template exceeds maximum allowed size \(10000 bytes\)$/],
      [at('/latin'), /Failed to retrieve template/],
      [at('/other'), /it did not answer/],
      [at('/silent'), /it took longer than 200 ms/],
      [at('/slow'), /it took longer than 200 ms/],
      ['http://127.0.0.1:1/t', /ECONNREFUSED/],
    ] as const) {
      const { status, json } = await create(url);
      assert.deepEqual([status, json.error.code], [400, 'template-url.failed'], url);
      assert.match(json.error.message as string, /^Could not retrieve template: /);
      assert.match(json.error.message as string, reason, url);
    }
  });

  it('comes from nowhere unless hosts are allowed, and from no private address unless that is', async () => {
    const nowhere = await restHarness();
    assert.match(
      (await create(at('/fine'), {}, nowhere)).json.error.message as string,
      /may not come from 127/,
    );
    await nowhere.close();
    const open = {
      allowedHosts: ['127.0.0.1', 'localhost'],
      allowPrivate: false,
      timeoutMs: 5_000,
      textBytes: 10_000,
    };
    const publicOnly = await restHarness({ templateUrls: open });
    // By its address, and by a name that leads there: what is connected to is what was looked at.
    for (const host of ['127.0.0.1', 'localhost']) {
      const { json } = await create(`http://${host}:${String(port)}/fine`, {}, publicOnly);
      assert.match(json.error.message as string, /is private: set templateUrls\.allowPrivate/, host);
    }
    await publicOnly.close();
    assert.deepEqual(asked, []);
  });

  it('in a container of Swift is refused', async () => {
    const { status, json } = await create(undefined, { template: twoThings, files_container: 'files' });
    assert.deepEqual([status, json.error.type], [400, 'NotSupported']);
    assert.match(json.error.message as string, /send the files themselves/);
  });
});
