import assert from 'node:assert/strict';
import { KeystoneClient } from '../../../services/engine/edge/identity/keystone/keystone-client.js';
import { keystoneIdentity } from '../../../services/engine/edge/identity/keystone/keystone-identity.js';
import { authority, BASE_MS, CAP_MS } from '../../support/authorities.js';
import { keystoneServer, SERVICE, type KeystoneServer, type Mood } from '../../support/keystone-server.js';
import { ManualClock, settled } from '../../support/manual-clock.js';
import { restHarness, twoThings, type RestHarness } from '../../support/rest-harness.js';

const CACHE_MS = 60_000;
const access = { ...SERVICE, userDomain: 'Default', projectDomain: 'Default', timeoutMs: 10_000 };

describe('identity: keystone', () => {
  const clock = new ManualClock();
  let keystone: KeystoneServer;
  let rest: RestHarness;

  const open = (more: object = {}, cachedTokens = 100) => {
    const client = new KeystoneClient(
      { ...access, url: keystone.url, ...more },
      authority('Keystone', clock),
    );
    const options = { client, url: keystone.url, cacheMs: CACHE_MS, cachedTokens, clock };
    return restHarness({ auth: { identity: keystoneIdentity(options) } });
  };
  beforeEach(async () => {
    keystone = await keystoneServer(() => clock.now());
    rest = await open();
  });
  afterEach(async () => {
    await rest.close();
    await keystone.close();
  });

  const get = (token: string | undefined, project = 'shop', at = rest) =>
    at.call('GET', `/v1/${project}/stacks`, { headers: { 'x-auth-token': token } });
  const status = async (token: string | undefined, project = 'shop') => (await get(token, project)).status;

  it('lets a token into its project, with the roles that it has there', async () => {
    const member = keystone.issue({ user: 'ann', project: 'shop', roles: ['member', 'reader'] });
    assert.deepEqual([await status(member), await status(member, 'lab')], [200, 403]);
    const nothing = keystone.issue({ user: 'ben', project: 'shop', roles: ['dancer'] });
    assert.equal(await status(nothing), 403);
    assert.equal(await status(keystone.issue({ user: 'cid', roles: [] })), 403);
  });

  it('takes an admin for one of all projects, unless Keystone says otherwise', async () => {
    const roles = ['admin'];
    assert.equal(await status(keystone.issue({ user: 'ann', project: 'ops', roles })), 200);
    const elsewhere = keystone.issue({
      user: 'ann',
      project: 'ops',
      roles,
      more: { is_admin_project: false },
    });
    assert.deepEqual([await status(elsewhere), await status(elsewhere, 'ops')], [403, 200]);
    assert.equal(await status(keystone.issue({ user: 'ann', roles, more: { system: { all: true } } })), 200);
  });

  it('answers 401, with the address of Keystone, for what is no token of it', async () => {
    for (const token of [
      undefined,
      '',
      'unknown',
      'x'.repeat(20_000),
      keystone.issue({ user: 'ann', project: 'shop', roles: ['member'], endsInMs: -1 }),
    ]) {
      const answer = await get(token);
      assert.equal(answer.status, 401);
      assert.equal(answer.headers['www-authenticate'], `Keystone uri="${keystone.url}"`);
    }
    // Only what could be one was sent on.
    assert.equal(keystone.counts.validations, 2);
  });

  it('asks once for many requests, and again when the answer is old', async () => {
    const token = keystone.issue({ user: 'ann', project: 'shop', roles: ['member'] });
    const answers = await Promise.all(Array.from({ length: 20 }, () => status(token)));
    assert.deepEqual(new Set(answers), new Set([200]));
    assert.deepEqual(keystone.counts, { logins: 1, validations: 1 });
    keystone.revoke(token);
    assert.equal(await status(token), 200);
    await clock.pass(CACHE_MS);
    assert.equal(await status(token), 401);
    assert.equal(await status(token), 401);
    assert.equal(keystone.counts.validations, 2);
  });

  it('believes no answer for longer than the token is good', async () => {
    const token = keystone.issue({ user: 'ann', project: 'shop', roles: ['member'], endsInMs: 1_000 });
    assert.equal(await status(token), 200);
    await clock.pass(1_000);
    assert.equal(await status(token), 401);
  });

  it('keeps so many answers and no more', async () => {
    const small = await open({}, 2);
    const tokens = ['a', 'b', 'c'].map((user) =>
      keystone.issue({ user, project: 'shop', roles: ['member'] }),
    );
    for (const token of tokens) await get(token, 'shop', small);
    for (const token of tokens.slice(1)) await get(token, 'shop', small);
    assert.equal(keystone.counts.validations, 3);
    await get(tokens[0], 'shop', small);
    assert.equal(keystone.counts.validations, 4);
    await small.close();
  });

  it('logs in again when its own token has ended', async () => {
    await get(keystone.issue({ user: 'ann', project: 'shop', roles: ['member'] }));
    keystone.endServiceTokens();
    const tokens = ['b', 'c', 'd'].map((user) =>
      keystone.issue({ user, project: 'shop', roles: ['member'] }),
    );
    const answers = await Promise.all(tokens.map((token) => status(token)));
    assert.deepEqual(answers, [200, 200, 200]);
    assert.ok(keystone.counts.logins <= 3, String(keystone.counts.logins));
  });

  it('ends a stream of events with its token', async () => {
    // At a full second, as the ends of tokens are.
    await clock.pass(1_000 - (clock.now() % 1_000));
    const { id } = await rest.useCases.createStack('shop', { name: 'web', template: twoThings });
    const token = keystone.issue({ user: 'ann', project: 'shop', roles: ['member'], endsInMs: 300_000 });
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

  it('lets nobody in while Keystone does not answer, says so, and goes on by itself', async () => {
    const known = keystone.issue({ user: 'ann', project: 'shop', roles: ['member'] });
    const token = keystone.issue({ user: 'ben', project: 'shop', roles: ['member'] });
    assert.equal(await status(known), 200);
    for (const mood of ['broken', 'babbling', 'away', 'forbidding'] satisfies Mood[]) {
      keystone.mood = mood;
      const answer = await get(token);
      assert.deepEqual([answer.status, answer.json.error.code], [503, 'identity.unavailable'], mood);
      assert.match(answer.json.error.message, /^Keystone cannot be asked/);
      assert.ok(answer.headers['retry-after']);
      assert.ok(!answer.text.includes(token) && !answer.text.includes(SERVICE.password));
      // What is known already is known on.
      assert.equal(await status(known), 200);
      await clock.pass(CAP_MS);
    }
    keystone.mood = 'well';
    assert.equal(await status(token), 200);
  });

  it('is left alone for a while when it does not answer, then for longer, while what is known counts on', async () => {
    const known = keystone.issue({ user: 'ann', project: 'shop', roles: ['member'] });
    const token = keystone.issue({ user: 'ben', project: 'shop', roles: ['member'] });
    assert.equal(await status(known), 200);
    const busy = async () => {
      const before = keystone.asked;
      const answers = [];
      for (let i = 0; i < 5; i += 1) answers.push(await get(token));
      for (const answer of answers) {
        assert.deepEqual([answer.status, answer.json.error.code], [503, 'identity.unavailable']);
        assert.match(answer.json.error.message, /^Keystone cannot be asked who you are \(it answers 503\)/);
      }
      assert.equal(await status(known), 200);
      return [keystone.asked - before, Number(answers.at(-1)?.headers['retry-after'])];
    };
    keystone.mood = 'away';
    for (const pauseMs of [BASE_MS, 2 * BASE_MS, CAP_MS, CAP_MS]) {
      // About the token, and about its own: whether it is that one alone.
      assert.deepEqual(await busy(), [2, pauseMs / 1_000]);
      await clock.pass(pauseMs - 1);
      assert.deepEqual(await busy(), [0, 1]);
      await clock.pass(1);
    }
    keystone.mood = 'well';
    assert.equal(await status(token), 200);
    const others = ['cid', 'dee'].map((user) => keystone.issue({ user, project: 'shop', roles: ['member'] }));
    keystone.mood = 'away';
    assert.equal(await status(others[0]), 503);
    keystone.mood = 'well';
    await clock.pass(BASE_MS);
    assert.equal(await status(others[0]), 200);
  });

  it('keeps nobody out by a token that Keystone has no answer to', async () => {
    const [odd, other] = ['odd', 'ben'].map((user) =>
      keystone.issue({ user, project: 'shop', roles: ['member'] }),
    );
    assert.equal(await status(keystone.issue({ user: 'ann', project: 'shop', roles: ['member'] })), 200);
    for (const mood of ['broken', 'babbling'] satisfies Mood[]) {
      keystone.mood = mood;
      assert.equal(await status(odd), 503);
    }
    keystone.mood = 'well';
    assert.equal(await status(other), 200);
  });

  it('keeps nobody out by a token that is refused, or cut off, before Keystone', async () => {
    const others = ['ann', 'ben', 'cid', 'dee'].map((user) =>
      keystone.issue({ user, project: 'shop', roles: ['member'] }),
    );
    assert.equal(await status(others[0]), 200);
    const token = `<script>${'x'.repeat(10_000)}`;
    for (const [i, answer] of ([403, 502, 'cut off'] as const).entries()) {
      keystone.stumblesOver = { token, answer };
      assert.equal(await status(token), 503);
      assert.equal(await status(others[i + 1]), 200, `after ${String(answer)}`);
    }
  });

  it('does not wait for ever', async () => {
    const hasty = await open({ timeoutMs: 50 });
    keystone.mood = 'silent';
    const token = keystone.issue({ user: 'ann', project: 'shop', roles: ['member'] });
    assert.equal((await get(token, 'shop', hasty)).status, 503);
    await hasty.close();
  });

  it('lets nobody in when its service user may not ask, and when there is no Keystone', async () => {
    const token = keystone.issue({ user: 'ann', project: 'shop', roles: ['admin'] });
    for (const more of [{ password: 'another' }, { url: 'http://127.0.0.1:1' }]) {
      const wrong = await open(more);
      assert.equal((await get(token, 'shop', wrong)).status, 503);
      assert.equal((await get(token, 'shop', wrong)).status, 503);
      await wrong.close();
    }
  });
});
