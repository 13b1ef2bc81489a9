import assert from 'node:assert/strict';
import { basicHeader, PASSWORD, userFile } from '../support/identity-shapes.js';
import { identityServer, type IdentityServer } from '../support/identity-server.js';

/** The tests are the proxy, and are at this address. */
const HERE = '127.0.0.0/8';

describe('REST: proxies', function () {
  this.timeout(30_000);
  let users: Awaited<ReturnType<typeof userFile>>;
  let server: IdentityServer | undefined;
  before(async () => {
    users = await userFile(['shop'], ['member']);
  });
  afterEach(() => server?.close());
  after(() => {
    users.remove();
  });

  const serve = async (trustedProxies: readonly string[], rest: object = {}) =>
    (server = await identityServer({
      identity: { kind: 'basic', userFile: users.path, failedLoginsPerMinute: 2 },
      rest: { tokenFile: `${users.path}.token`, trustedProxies, allowedHosts: ['heat.example'], ...rest },
    }));
  const ask = (headers: Record<string, string>, path = '/') =>
    fetch(server!.url + path, { headers, redirect: 'manual' });
  const statuses = async (addresses: readonly string[], path = '/', headers = {}) => {
    const all = [];
    for (const each of addresses) all.push((await ask({ ...headers, 'x-forwarded-for': each }, path)).status);
    return all;
  };
  const link = async (headers: Record<string, string>) =>
    ((await (await ask(headers)).json()) as { versions: { links: { href: string }[] }[] }).versions[0]
      ?.links[0]?.href;
  const few = { rate: { anonymousPerSecond: 0.001, anonymousBurst: 2 } };
  const wrong = { authorization: basicHeader('shop-member', `${PASSWORD}!`) };
  const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'heat.example' };

  for (const trusted of [[], ['192.0.2.0/24', '2001:db8::/32']]) {
    describe(`that are not believed (${trusted.join(' ') || 'none is'})`, () => {
      it('say nothing of where a request comes from', async () => {
        await serve(trusted, few);
        assert.deepEqual(await statuses(['192.0.2.1', '192.0.2.2', '192.0.2.3']), [300, 300, 429]);
      });

      it('do not let anybody guess on', async () => {
        await serve(trusted);
        const guesses = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];
        assert.deepEqual(await statuses(guesses, '/v1/shop/stacks', wrong), [401, 401, 429]);
      });

      it('change no link, and lead nobody past the hosts that are allowed', async () => {
        const { url } = await serve(trusted);
        assert.equal(await link(forwarded), `${url}/v1/`);
        assert.equal(await link({ ...forwarded, 'x-forwarded-host': 'evil.example' }), `${url}/v1/`);
        const named = { 'x-forwarded-host': 'evil.example', origin: 'https://evil.example' };
        assert.equal((await ask(named)).status, 403);
      });
    });
  }

  describe('that are believed', () => {
    it('say where a request comes from, whatever the client says before them', async () => {
      await serve([HERE], few);
      assert.deepEqual(
        await statuses(['192.0.2.1', '192.0.2.1', '192.0.2.1', '192.0.2.2']),
        [300, 300, 429, 300],
      );
      // What stands before the address that the proxy adds is the client's to choose.
      const forged = ['6.6.6.6, 192.0.2.3', '7.7.7.7, 192.0.2.3', '8.8.8.8, 192.0.2.3'];
      assert.deepEqual(await statuses(forged), [300, 300, 429]);
      // One more proxy that is believed.
      assert.deepEqual(await statuses(['192.0.2.3, 127.0.0.9', '192.0.2.4, 127.0.0.9']), [429, 300]);
    });

    it('are counted themselves when they say what is no address', async () => {
      await serve([HERE], few);
      assert.deepEqual(await statuses(['192.0.2.1:1001', 'unknown', '192.0.2.1:1003']), [300, 300, 429]);
    });

    it('let each client guess for itself', async () => {
      await serve([HERE]);
      const guesses = (name: string) => ({ authorization: basicHeader(name, 'guessed') });
      const one = ['192.0.2.1'];
      for (const name of ['a', 'b'])
        assert.deepEqual(await statuses(one, '/v1/shop/stacks', guesses(name)), [401]);
      assert.deepEqual(await statuses(one, '/v1/shop/stacks', guesses('c')), [429]);
      assert.deepEqual(await statuses(['192.0.2.2'], '/v1/shop/stacks', guesses('c')), [401]);
    });

    it('say by which scheme and host the client came, if that one is allowed', async () => {
      const { url } = await serve([HERE]);
      assert.equal(await link(forwarded), 'https://heat.example/v1/');
      assert.equal(await link({ 'x-forwarded-proto': 'https' }), `${url.replace('http:', 'https:')}/v1/`);
      assert.equal(await link({ 'x-forwarded-proto': 'gopher' }), `${url}/v1/`);
      const refused = await ask({ 'x-forwarded-host': 'evil.example' });
      assert.equal(refused.status, 403);
      assert.match(await refused.text(), /rest\.allowedHosts/);
      assert.equal((await ask({ ...forwarded, origin: 'https://heat.example' })).status, 300);
    });
  });
});
