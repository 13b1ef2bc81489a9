import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Sealer } from '../../../lib/secrets.js';
import { UserFile, userLine } from '../../../lib/users/user-file.js';
import { Accounts } from '../../../services/engine/edge/identity/embedded/accounts.js';
import { embeddedIdentity } from '../../../services/engine/edge/identity/embedded/embedded-identity.js';
import type { RevokedToken, RevokedTokens } from '../../../services/engine/app/revoked-tokens.js';
import { SealedTokens } from '../../../services/engine/edge/identity/embedded/sealed-tokens.js';
import { Logins } from '../../../services/engine/edge/identity/logins.js';
import { tokenIdentity } from '../../../services/engine/edge/identity/token-identity.js';
import { hashPassword } from '../../../lib/users/password.js';
import {
  basicHeader,
  OPERATOR_TOKEN,
  PASSWORD,
  userFile,
  type Headers,
} from '../../support/identity-shapes.js';
import { memoryRevokedTokens } from '../../support/memory-revoked-tokens.js';
import { ManualClock, settled } from '../../support/manual-clock.js';
import { restHarness, twoThings, type Method, type RestHarness } from '../../support/rest-harness.js';

const LIFE_MS = 3_600_000;
const tokensUrl = '/identity/v3/auth/tokens';

describe('identity: embedded', () => {
  const key = randomBytes(32);
  const clock = new ManualClock();
  let users: Awaited<ReturnType<typeof userFile>>;
  let rest: RestHarness;
  /** Another engine of the same installation. */
  let second: RestHarness;
  let revokedElsewhere: RevokedTokens;

  const engine = (sealed: Buffer, revoked: RevokedTokens = memoryRevokedTokens()) => {
    const logins = new Logins(new UserFile(users.path), { failuresPerMinute: 5, clock });
    const accounts = new Accounts(
      logins,
      new SealedTokens(new Sealer([sealed]), { lifeMs: LIFE_MS, clock, revoked }),
    );
    const token = tokenIdentity(OPERATOR_TOKEN);
    return restHarness({ auth: { identity: embeddedIdentity({ accounts, logins, token, region: 'Here' }) } });
  };
  beforeEach(async () => {
    users = await userFile(['shop', 'lab'], ['member', 'admin']);
    const rows: RevokedToken[] = [];
    revokedElsewhere = memoryRevokedTokens(rows, clock);
    rest = await engine(key, memoryRevokedTokens(rows, clock));
    second = await engine(key, revokedElsewhere);
  });
  afterEach(async () => {
    await rest.close();
    await second.close();
    users.remove();
  });

  const call = (method: Method, url: string, headers: Headers, body?: unknown, at = rest) =>
    at.call(method, url, {
      headers: { 'x-auth-token': undefined, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  const domain = { name: 'Default' };
  const passwordBody = (name: string, password: string, scope?: unknown) => ({
    auth: {
      identity: { methods: ['password'], password: { user: { name, domain, password } } },
      ...(scope !== undefined && { scope }),
    },
  });
  const inShop = { project: { name: 'shop', domain } };
  const logIn = async (name = 'shop-member', scope: unknown = inShop) => {
    const answer = await call('POST', tokensUrl, {}, passwordBody(name, PASSWORD, scope));
    assert.equal(answer.status, 201, answer.text);
    return String(answer.headers['x-subject-token']);
  };
  const stacks = async (token: string, project = 'shop', at = rest) =>
    (await call('GET', `/v1/${project}/stacks`, { 'x-auth-token': token }, undefined, at)).status;

  it('tells its versions where clients look for them', async () => {
    const root = await call('GET', '/identity', {});
    assert.equal(root.status, 300);
    assert.equal(root.json.versions.values[0].links[0].href, 'http://127.0.0.1:8004/identity/v3/');
    assert.equal((await call('GET', '/identity/v3', {})).json.version.id, 'v3.14');
  });

  it('gives a token for a project by id, by name and domain, and for none', async () => {
    for (const scope of [
      inShop,
      { project: { id: 'shop' } },
      { project: { name: 'shop', domain: { id: 'default' } } },
    ]) {
      const { status, json } = await call(
        'POST',
        tokensUrl,
        {},
        passwordBody('shop-member', PASSWORD, scope),
      );
      assert.equal(status, 201);
      assert.deepEqual([json.token.project.id, json.token.roles, json.token.methods], ['shop', [{ id: 'member', name: 'member' }], ['password']]); // prettier-ignore
      assert.match(json.token.expires_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      assert.deepEqual(json.token.catalog.map(({ type }: { type: string }) => type), ['orchestration', 'identity']); // prettier-ignore
    }
    const unscoped = await call('POST', tokensUrl, {}, passwordBody('shop-member', PASSWORD));
    assert.deepEqual([unscoped.json.token.project, unscoped.json.token.catalog], [undefined, undefined]);
    assert.equal(await stacks(String(unscoped.headers['x-subject-token'])), 403);
  });

  it('is good for its project, at every engine, until it ends', async () => {
    const token = await logIn();
    assert.deepEqual(
      [await stacks(token), await stacks(token, 'shop', second), await stacks(token, 'lab')],
      [200, 200, 403],
    );
    await clock.pass(LIFE_MS - 1);
    assert.equal(await stacks(token), 200);
    await clock.pass(1);
    assert.deepEqual([await stacks(token), await stacks(token, 'shop', second)], [401, 401]);
  });

  it('takes no token that was changed, sealed with another key, or not sealed at all', async () => {
    const token = await logIn();
    const other = await engine(randomBytes(32));
    assert.equal(await stacks(token, 'shop', other), 401);
    await other.close();
    const [id, body = ''] = token.split(':');
    const bytes = Buffer.from(body, 'base64');
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.equal(await stacks(`${id}:${changed.toString('base64')}`), 401);
    }
    const claims = {
      ids: ['x'],
      user: 'shop-admin',
      project: 'shop',
      methods: [],
      issuedMs: 0,
      expiresMs: 9e15,
      password: '',
    };
    const plain = JSON.stringify(claims);
    // What the installation seals for its database is no token either.
    const database = new Sealer([key]).seal(plain);
    for (const text of [
      plain,
      `sealed:${token}`,
      database,
      database.slice('sealed:'.length),
      '',
      ':',
      `${id}:`,
    ])
      assert.equal(await stacks(text), 401, text);
  });

  it('ends when the user is gone, has another password, or no role in the project', async () => {
    const token = await logIn();
    const line = (name: string, hash: string, project: string) => userLine({ name, hash, projects: new Map([[project, ['member']]]) }); // prettier-ignore
    users.write(line('shop-member', users.hash, 'lab'));
    assert.equal(await stacks(token), 401);
    users.write(`${line('shop-member', users.hash, 'shop')}\n`);
    assert.equal(await stacks(token), 200);
    users.write(`${line('shop-member', await hashPassword(PASSWORD), 'shop')}\n\n`);
    assert.equal(await stacks(token), 401);
    users.write('# nobody\n');
    assert.equal(await stacks(token), 401);
  });

  it('makes a token of a token, which does not outlive it and goes with it', async () => {
    const token = await logIn('shop-member', 'unscoped');
    await clock.pass(LIFE_MS / 2);
    const body = { auth: { identity: { methods: ['token'], token: { id: token } }, scope: inShop } };
    const made = await call('POST', tokensUrl, {}, body);
    assert.equal(made.status, 201);
    assert.deepEqual(made.json.token.methods, ['token', 'password']);
    const scoped = String(made.headers['x-subject-token']);
    const again = { auth: { identity: { methods: ['token'], token: { id: scoped } }, scope: inShop } };
    const third = String((await call('POST', tokensUrl, {}, again)).headers['x-subject-token']);
    assert.deepEqual([await stacks(scoped), await stacks(third)], [200, 200]);
    assert.equal(
      (await call('DELETE', tokensUrl, { 'x-auth-token': token, 'x-subject-token': token })).status,
      204,
    );
    assert.deepEqual([await stacks(scoped), await stacks(third)], [401, 401]);
    await revokedElsewhere.refresh();
    assert.deepEqual([await stacks(scoped, 'shop', second), await stacks(third, 'shop', second)], [401, 401]);
    const fresh = await logIn();
    await clock.pass(LIFE_MS / 2);
    assert.equal(await stacks(fresh), 200);
  });

  describe('streams of events', () => {
    let path: string;
    beforeEach(async () => {
      const { useCases } = rest;
      const { id } = await useCases.createStack('shop', { name: 'web', template: twoThings });
      path = `/v1/shop/stacks/web/${id}`;
      const { id: other } = await second.useCases.createStack('shop', { name: 'web', template: twoThings });
      elsewhere = `/v1/shop/stacks/web/${other}`;
    });
    let elsewhere: string;

    /** What has become of a stream by now. */
    const opened = async (token: string, url = path, at = rest) => {
      let state = 'open';
      void call('GET', `${url}/events/stream`, { 'x-auth-token': token }, undefined, at).then(
        ({ status }) => (state = `ended after ${String(status)}`),
      );
      await settled();
      return async () => {
        await settled();
        return state;
      };
    };

    it('end when the time of their token is over', async () => {
      const first = await opened(await logIn());
      await clock.pass(LIFE_MS / 2);
      const later = await opened(await logIn());
      const operator = await opened(OPERATOR_TOKEN);
      await clock.pass(LIFE_MS / 2 - 1);
      assert.equal(await first(), 'open');
      await clock.pass(1);
      assert.deepEqual([await first(), await later()], ['ended after 200', 'open']);
      await clock.pass(10 * LIFE_MS);
      assert.deepEqual([await later(), await operator()], ['ended after 200', 'open']);
      assert.equal(clock.pending, 0);
    });

    it('end when it is revoked, at whichever engine, and those of other tokens do not', async () => {
      const [token, other] = [await logIn(), await logIn()];
      const streams = [
        await opened(token),
        await opened(other),
        await opened(token, elsewhere, second),
        await opened(other, elsewhere, second),
      ];
      const states = () => Promise.all(streams.map((state) => state()));
      const headers = { 'x-auth-token': token, 'x-subject-token': token };
      assert.equal((await call('DELETE', tokensUrl, headers)).status, 204);
      assert.deepEqual(await states(), ['ended after 200', 'open', 'open', 'open']);
      await revokedElsewhere.refresh();
      assert.deepEqual(await states(), ['ended after 200', 'open', 'ended after 200', 'open']);
      assert.equal(await (await opened(token))(), 'ended after 401');
      await clock.pass(LIFE_MS);
    });
  });

  it("shows and revokes tokens: one's own, and as an admin any", async () => {
    const [token, other, admin] = [await logIn(), await logIn(), await logIn('shop-admin')];
    const about = (method: Method, by: string, subject: string) =>
      call(method, tokensUrl, { 'x-auth-token': by, 'x-subject-token': subject });
    assert.equal((await about('GET', token, other)).json.token.user.name, 'shop-member');
    assert.equal((await about('HEAD', token, other)).status, 200);
    assert.equal((await about('GET', token, admin)).status, 403);
    assert.equal((await about('DELETE', token, admin)).status, 403);
    assert.equal((await about('GET', admin, token)).status, 200);
    assert.equal((await about('DELETE', admin, token)).status, 204);
    assert.deepEqual([await stacks(token), await stacks(other)], [401, 200]);
    const gone = await about('GET', admin, token);
    assert.deepEqual([gone.status, gone.json.error.code], [404, 404]);
    assert.equal((await about('GET', token, other)).status, 401);
  });

  it('lists projects and users to those who may see them', async () => {
    const [member, admin] = [await logIn(), await logIn('shop-admin')];
    const list = async (path: string, token: string) => {
      const { status, json } = await call('GET', `/identity/v3${path}`, { 'x-auth-token': token });
      return status === 200
        ? (json.projects ?? json.users).map(({ name }: { name: string }) => name)
        : status;
    };
    assert.deepEqual(await list('/auth/projects', member), ['shop']);
    assert.deepEqual(await list('/users/shop-member/projects', member), ['shop']);
    assert.deepEqual([await list('/users/lab-admin/projects', member), await list('/projects', member), await list('/users', member)], [403, 403, 403]); // prettier-ignore
    assert.deepEqual(await list('/projects', admin), ['lab', 'shop']);
    assert.equal((await list('/users', admin)).length, 4);
    assert.doesNotMatch((await call('GET', '/identity/v3/users', { 'x-auth-token': admin })).text, /scrypt/);
  });

  it('answers in the form of Keystone, and tells nobody which part was wrong', async () => {
    const failed = async (body: unknown) => {
      const { status, json, headers } = await call('POST', tokensUrl, {}, body);
      assert.match(String(headers['www-authenticate']), /^Keystone uri=/);
      assert.deepEqual(Object.keys(json), ['error']);
      assert.deepEqual([json.error.code, json.error.title], [401, 'Unauthorized']);
      return [status, json.error.message];
    };
    const wrong = await failed(passwordBody('shop-member', 'wrong', inShop));
    assert.deepEqual(await failed(passwordBody('nobody', 'wrong', inShop)), wrong);
    await failed({ auth: { identity: { methods: ['totp'] } } });
    await failed({
      auth: {
        identity: {
          methods: ['password', 'totp'],
          password: passwordBody('shop-member', PASSWORD).auth.identity.password,
        },
      },
    });
    await failed(passwordBody('shop-member', PASSWORD, { system: { all: true } }));
    await failed(
      passwordBody('shop-member', PASSWORD, { project: { name: 'shop', domain: { name: 'elsewhere' } } }),
    );
    const malformed = await call(
      'POST',
      tokensUrl,
      {},
      {
        auth: {
          identity: { methods: ['password'], password: { user: { name: 'a', password: ['hush-hush'] } } },
        },
      },
    );
    assert.equal(malformed.status, 400);
    assert.doesNotMatch(malformed.text, /hush/);
  });

  it('slows down those who guess, and nobody who was let in before', async () => {
    await logIn('shop-member');
    const guess = async (name: string, at: number) =>
      (await call('POST', tokensUrl, {}, passwordBody(name, `guess ${at}`, inShop))).status;
    const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => guess('shop-member', at)));
    assert.deepEqual(answers.filter((status) => status === 401).length, 5);
    const refused = await call('POST', tokensUrl, {}, passwordBody('lab-member', PASSWORD));
    assert.deepEqual([refused.status, refused.json.error.code], [429, 429]);
    assert.equal(refused.headers['retry-after'], '12');
    await logIn('shop-member');
    await clock.pass(12_000);
    await logIn('lab-member', 'unscoped');
  });

  it('also takes HTTP Basic, with all projects of the user, and the token of the installation', async () => {
    const get = async (headers: Headers, project: string) =>
      (await call('GET', `/v1/${project}/stacks`, headers)).status;
    const basic = { authorization: basicHeader('shop-member', PASSWORD) };
    assert.deepEqual([await get(basic, 'shop'), await get(basic, 'lab')], [200, 403]);
    assert.equal(await get({ 'x-auth-token': OPERATOR_TOKEN }, 'anything'), 200);
    assert.equal(await get({}, 'shop'), 401);
  });
});
