import assert from 'node:assert/strict';
import { generateKeyPair, type JWTPayload } from 'jose';
import { oidcIdentity, type OidcClaims } from '../../../services/engine/edge/identity/oidc-identity.js';
import { OidcKeys } from '../../../services/engine/edge/identity/oidc-keys.js';
import { authority, BASE_MS, CAP_MS } from '../../support/authorities.js';
import { oidcIssuer, type OidcIssuer } from '../../support/oidc-issuer.js';
import { ManualClock, settled } from '../../support/manual-clock.js';
import { restHarness, twoThings, type RestHarness } from '../../support/rest-harness.js';

const claimNames: OidcClaims = {
  userClaim: 'sub',
  nameClaim: 'preferred_username',
  projectsClaim: 'projects',
  rolesClaim: 'roles',
};

describe('identity: oidc', () => {
  const clock = new ManualClock();
  let issuer: OidcIssuer;
  let rest: RestHarness;

  const open = (more: Partial<OidcClaims> = {}) => {
    const times = { cacheMs: 600_000, cooldownMs: 0, timeoutMs: 10_000, clock };
    const keys = new OidcKeys({ issuer: issuer.url, authority: authority('The issuer', clock), ...times });
    const options = {
      ...claimNames,
      issuer: issuer.url,
      audience: 'isotherm',
      skewMs: 30_000,
      keys,
      clock,
      ...more,
    };
    return restHarness({ auth: { identity: oidcIdentity(options) } });
  };
  beforeEach(async () => {
    issuer = await oidcIssuer();
    rest = await open();
  });
  afterEach(async () => {
    await rest.close();
    await issuer.close();
  });

  const seconds = () => Math.floor(clock.now() / 1_000);
  const claims = (more: Record<string, unknown> = {}) => ({
    iss: issuer.url, aud: 'isotherm', sub: 'ann', exp: seconds() + 300, projects: ['shop'], roles: ['member'], ...more,
  }) as JWTPayload; // prettier-ignore
  const get = (token: string, project = 'shop', at = rest) =>
    at.call('GET', `/v1/${project}/stacks`, {
      headers: { 'x-auth-token': undefined, authorization: `Bearer ${token}` },
    });
  const status = async (token: string, project = 'shop', at = rest) => (await get(token, project, at)).status;

  it('takes tokens that the issuer has signed, whichever way', async () => {
    for (const algorithm of ['RS256', 'PS256', 'ES256', 'EdDSA']) {
      await issuer.rotate(algorithm);
      const token = await issuer.sign(claims());
      assert.deepEqual([await status(token), await status(token, 'lab')], [200, 403], algorithm);
    }
    const asToken = await rest.call('GET', '/v1/shop/stacks', {
      headers: { 'x-auth-token': await issuer.sign(claims()) },
    });
    assert.equal(asToken.status, 200);
  });

  it('takes no token that is not signed, or with what is no secret', async () => {
    const unsigned = [{ alg: 'none' }, claims()].map((part) =>
      Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    assert.equal(await status(`${unsigned.join('.')}.`), 401);
    // The public key as the secret of an HMAC.
    const [jwk] = issuer.publicKeys;
    for (const secret of [Buffer.from(JSON.stringify(jwk)), Buffer.from(String(jwk?.n), 'base64url')])
      assert.equal(await status(await issuer.sign(claims(), { alg: 'HS256' }, secret)), 401);
    const stranger = await generateKeyPair('RS256');
    assert.equal(await status(await issuer.sign(claims(), {}, stranger.privateKey)), 401);
    const [head, , signature] = (await issuer.sign(claims())).split('.');
    const other = Buffer.from(JSON.stringify(claims({ projects: ['lab'] }))).toString('base64url');
    assert.equal(await status(`${head}.${other}.${signature}`, 'lab'), 401);
    for (const text of ['', 'x', 'a.b.c', 'a.b']) assert.equal(await status(text), 401);
  });

  it('takes none for others, of others, too old or too new, but for a small difference of clocks', async () => {
    const now = seconds();
    const bad: Record<string, unknown>[] = [
      { aud: 'somebody' }, { aud: undefined }, { iss: 'https://elsewhere.example' }, { iss: undefined },
      { exp: now - 31 }, { exp: undefined }, { nbf: now + 31 }, { sub: undefined }, { sub: '' },
    ]; // prettier-ignore
    for (const each of bad)
      assert.equal(await status(await issuer.sign(claims(each))), 401, JSON.stringify(each));
    const good: Record<string, unknown>[] = [
      { exp: now - 29 },
      { nbf: now + 29 },
      { aud: ['other', 'isotherm'] },
    ];
    for (const each of good)
      assert.equal(await status(await issuer.sign(claims(each))), 200, JSON.stringify(each));
  });

  it('learns a new key when it sees a token of it, and forgets the old one', async () => {
    const old = await issuer.sign(claims());
    assert.equal(await status(old), 200);
    assert.equal(issuer.counts.keys, 1);
    assert.equal(await status(old), 200);
    assert.equal(issuer.counts.keys, 1);
    await issuer.rotate();
    assert.equal(await status(await issuer.sign(claims())), 200);
    assert.equal(await status(old), 401);
  });

  it('maps claims to projects and roles', async () => {
    const nested = await open({
      rolesClaim: 'realm_access.roles',
      projectsClaim: 'https://isotherm.example/projects',
    });
    const token = await issuer.sign(
      claims({ roles: [], realm_access: { roles: ['reader'] }, 'https://isotherm.example/projects': 'shop' }),
    );
    assert.equal(await status(token, 'shop', nested), 200);
    assert.equal(await status(await issuer.sign(claims()), 'shop', nested), 403);
    await nested.close();
    const each = await issuer.sign(
      claims({ roles: ['member'], projects: { shop: ['reader'], lab: 'dancer' } }),
    );
    assert.deepEqual([await status(each, 'shop'), await status(each, 'lab')], [200, 403]);
    const admin = await issuer.sign(claims({ projects: [], roles: 'admin' }));
    assert.equal(await status(admin, 'anything'), 200);
    for (const odd of [
      { roles: 7 },
      { roles: { admin: true } },
      { projects: null },
      { projects: [['shop']] },
      { projects: { shop: { admin: 1 } } },
    ])
      assert.equal(await status(await issuer.sign(claims(odd))), 403, JSON.stringify(odd));
  });

  it('ends a stream of events with its token', async () => {
    // At a full second, as the ends of tokens are.
    await clock.pass(1_000 - (clock.now() % 1_000));
    const { id } = await rest.useCases.createStack('shop', { name: 'web', template: twoThings });
    const token = await issuer.sign(claims({ exp: seconds() + 270 }));
    const headers = { 'x-auth-token': token };
    let ended = false;
    const stream = rest
      .call('GET', `/v1/shop/stacks/web/${id}/events/stream`, { headers })
      .finally(() => (ended = true));
    while (clock.pending === 0) await settled();
    await clock.pass(299_999);
    assert.equal(ended, false);
    await clock.pass(1);
    assert.equal((await stream).status, 200);
    assert.equal(await status(token), 401);
  });

  it('is left alone for a while when it does not answer, while the keys that are known count on', async () => {
    const known = await issuer.sign(claims());
    assert.equal(await status(known), 200);
    await issuer.rotate();
    const unknown = await issuer.sign(claims());
    issuer.broken = 'keys';
    for (const pauseMs of [BASE_MS, 2 * BASE_MS, CAP_MS, CAP_MS]) {
      const before = issuer.counts.all;
      for (let i = 0; i < 5; i += 1)
        assert.deepEqual([await status(unknown), await status(known)], [503, 200]);
      assert.equal(issuer.counts.all - before, 1);
      await clock.pass(pauseMs - 1);
      assert.equal(await status(unknown), 503);
      assert.equal(issuer.counts.all - before, 1);
      await clock.pass(1);
    }
    issuer.broken = undefined;
    assert.equal(await status(await issuer.sign(claims())), 200);
  });

  it('asks an issuer that says nothing of itself no more often', async () => {
    const fresh = await open();
    issuer.broken = 'everything';
    const token = await issuer.sign(claims());
    const before = issuer.counts.all;
    for (let i = 0; i < 5; i += 1) assert.equal(await status(token, 'shop', fresh), 503);
    assert.equal(issuer.counts.all - before, 1);
    issuer.broken = undefined;
    await clock.pass(BASE_MS);
    assert.equal(await status(token, 'shop', fresh), 200);
    await fresh.close();
  });

  it('lets nobody in while the keys cannot be read, says so, and goes on by itself', async () => {
    const token = await issuer.sign(claims());
    for (const broken of ['everything', 'keys'] as const) {
      issuer.broken = broken;
      const answer = await get(token);
      assert.deepEqual([answer.status, answer.json.error.code], [503, 'identity.unavailable'], broken);
      assert.ok(!answer.text.includes(token));
      await clock.pass(CAP_MS);
    }
    issuer.broken = undefined;
    assert.equal(await status(token), 200);
    issuer.name = 'https://elsewhere.example';
    const fresh = await open();
    assert.equal(await status(token, 'shop', fresh), 503);
    await fresh.close();
  });
});
