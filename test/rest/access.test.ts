import assert from 'node:assert/strict';
import { noIdentity, tokenIdentity } from '../../services/engine/edge/identity/token-identity.js';
import { restHarness, TOKEN, type RestHarness } from '../support/rest-harness.js';

const url = '/v1/default/stacks';

describe('REST: who may call', () => {
  let rest: RestHarness;
  before(async () => {
    rest = await restHarness({
      auth: {
        identity: tokenIdentity(TOKEN),
        allowedHosts: ['Heat.example'],
        allowedOrigins: ['https://dash.example'],
      },
    });
  });
  after(() => rest.close());

  const get = async (headers: Record<string, string>, path = url) =>
    (await rest.call('GET', path, { headers })).status;

  it('takes the token as X-Auth-Token or as a Bearer', async () => {
    assert.equal(await get({}), 200);
    assert.equal(await get({ 'x-auth-token': 'wrong', authorization: `Bearer ${TOKEN}` }), 401);
    const bearer = await rest.call('GET', url, {
      headers: { 'x-auth-token': undefined, authorization: `Bearer ${TOKEN}` },
    });
    assert.equal(bearer.status, 200);
  });

  it('answers 401 without a token and with a wrong one', async () => {
    for (const token of ['', 'mistaken', `${TOKEN}x`, TOKEN.slice(1)]) {
      const { status, json } = await rest.call('GET', url, { headers: { 'x-auth-token': token } });
      assert.equal(status, 401);
      assert.equal(json.error.code, 'request.unauthorized');
      assert.ok(token === '' || !JSON.stringify(json).includes(token));
    }
  });

  it('asks for the token on every path but those that tell nothing of stacks', async () => {
    const none = { 'x-auth-token': '' };
    assert.equal(await get(none, '/nothing'), 401);
    assert.equal(await get(none, '/v1/default/build_info'), 401);
    assert.equal(await get(none, '/healthz'), 200);
    assert.equal(await get(none, '/readyz'), 200);
    assert.equal(await get(none, '/openapi.json'), 200);
    assert.equal(await get(none, '/'), 300);
  });

  it('answers only under host names it knows', async () => {
    for (const host of ['localhost:8004', '127.0.0.1', '[::1]:8004', 'heat.EXAMPLE:1'])
      assert.equal(await get({ host }), 200, host);
    for (const host of [
      'evil.example',
      'localhost.evil.example',
      '127.0.0.1.evil.example:8004',
      'evil.example:localhost',
    ]) {
      assert.equal(await get({ host }), 403, host);
      assert.equal(await get({ host }, '/healthz'), 403, host);
    }
  });

  it('refuses web pages of other origins, with or without a token', async () => {
    for (const origin of [
      'http://evil.example',
      'null',
      'http://127.0.0.1:9999',
      'https://dash.example.evil',
    ]) {
      assert.equal(await get({ origin }), 403, origin);
    }
    for (const origin of ['https://dash.example', 'http://127.0.0.1:8004'])
      assert.equal(await get({ origin }), 200, origin);
  });

  it('without auth still checks Host and Origin', async () => {
    const open = await restHarness({ auth: { identity: noIdentity } });
    const call = (headers: Record<string, string>) =>
      open.call('GET', url, { headers: { 'x-auth-token': '', ...headers } });
    assert.equal((await call({})).status, 200);
    assert.equal((await call({ host: 'evil.example' })).status, 403);
    assert.equal((await call({ origin: 'http://evil.example' })).status, 403);
    await open.close();
  });

  it('does not start without a token by mistake', () => {
    assert.throws(() => tokenIdentity(''), { code: 'config.invalid' });
  });
});
