import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Writable } from 'node:stream';
import { createLogger } from '../../../lib/log.js';
import { identityServer } from '../../support/identity-server.js';
import { basicHeader, PASSWORD, userFile } from '../../support/identity-shapes.js';
import { keystoneServer, SERVICE } from '../../support/keystone-server.js';
import { oidcIssuer } from '../../support/oidc-issuer.js';

describe('identities', () => {
  let logged: string;
  const log = () => {
    logged = '';
    const destination = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        logged += chunk.toString();
        done();
      },
    });
    return createLogger({ service: 'engine', level: 'trace', format: 'json', destination });
  };
  /** Sends a request in each way that carries a secret, right and wrong. */
  const tryAll = async (url: string, secrets: readonly string[]) => {
    for (const secret of secrets) {
      for (const headers of [
        { 'x-auth-token': secret },
        { authorization: `Bearer ${secret}` },
        { authorization: basicHeader('shop-member', secret) },
      ]) {
        await (
          await fetch(`${url}/v1/shop/stacks?x=1`, { headers: headers as Record<string, string> })
        ).text();
      }
      const user = { name: 'shop-member', domain: { name: 'Default' }, password: secret };
      const body = JSON.stringify({
        auth: { identity: { methods: ['password'], password: { user } }, scope: { project: { id: 'shop' } } },
      });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/identity/v3/auth/tokens`, { method: 'POST', headers, body });
      const token = answer.headers.get('x-subject-token') ?? 'no-token-at-all';
      await (await fetch(`${url}/v1/shop/stacks`, { headers: { 'x-auth-token': token } })).text();
      assertSecret([token]);
    }
    assertSecret(secrets);
    assert.match(logged, /answered/);
  };
  const assertSecret = (secrets: readonly string[]) => {
    for (const secret of secrets) {
      for (const form of [secret, Buffer.from(`shop-member:${secret}`).toString('base64')])
        assert.ok(!logged.includes(form), `${form} was logged`);
    }
  };

  for (const kind of ['token', 'basic', 'embedded']) {
    it(`${kind}: nothing that lets somebody in is logged`, async () => {
      const users = await userFile(['shop'], ['member']);
      const server = await identityServer(
        { identity: { kind, userFile: users.path, failedLoginsPerMinute: 1_000 } },
        log(),
      );
      await tryAll(server.url, [PASSWORD, 'a wrong password', readFileSync(server.tokenFile, 'utf8').trim()]);
      users.write('shop-member:not-a-hash-but-a-password\n');
      await tryAll(server.url, [PASSWORD, 'not-a-hash-but-a-password']);
      await server.close();
      users.remove();
    });
  }

  it('keystone: nothing that lets somebody in is logged, nor the password of the service user', async () => {
    const keystone = await keystoneServer(Date.now);
    const settings = { kind: 'keystone', keystone: { url: keystone.url, ...SERVICE } };
    const server = await identityServer({ identity: settings }, log());
    const token = keystone.issue({ user: 'ann', project: 'shop', roles: ['member'] });
    const secrets = [token, 'unknown-token', SERVICE.password];
    await tryAll(server.url, secrets);
    keystone.mood = 'broken';
    await tryAll(server.url, [...secrets, 'another-token']);
    assert.match(logged, /nobody can be identified/);
    await server.close();
    await keystone.close();
  });

  it('oidc: nothing that lets somebody in is logged', async () => {
    const issuer = await oidcIssuer();
    const server = await identityServer({ identity: { kind: 'oidc', oidc: { issuer: issuer.url } } }, log());
    const token = await issuer.sign({
      iss: issuer.url,
      aud: 'isotherm',
      sub: 'ann',
      exp: Date.now() / 1_000 + 60,
      projects: 'shop',
    });
    await tryAll(server.url, [token, `${token}x`]);
    issuer.broken = 'everything';
    await tryAll(server.url, [token]);
    await server.close();
    await issuer.close();
  });
});
