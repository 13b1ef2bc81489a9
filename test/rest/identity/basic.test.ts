import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import type { IsothermError } from '../../../lib/errors.js';
import { hashPassword, isPasswordHash, checkPassword } from '../../../lib/users/password.js';
import { parseUsers, UserFile, userLine } from '../../../lib/users/user-file.js';
import { basicIdentity } from '../../../services/engine/edge/identity/basic-identity.js';
import { Logins } from '../../../services/engine/edge/identity/logins.js';
import { tokenIdentity } from '../../../services/engine/edge/identity/token-identity.js';
import {
  basicHeader,
  OPERATOR_TOKEN,
  PASSWORD,
  userFile,
  type Headers,
} from '../../support/identity-shapes.js';
import { ManualClock } from '../../support/manual-clock.js';
import { restHarness, type RestHarness } from '../../support/rest-harness.js';

/** As `htpasswd -B` and Python's bcrypt write it: of "from apache". */
const BCRYPT = '$2b$05$nWOqaVlV7CYB0ccK0hGISOycv0om.MLEAav1i3VF2S3f.TjMUchfi';

describe('identity: basic', () => {
  const clock = new ManualClock();
  let users: Awaited<ReturnType<typeof userFile>>;
  let rest: RestHarness;
  beforeEach(async () => {
    users = await userFile(['shop'], ['member']);
    const logins = new Logins(new UserFile(users.path), { failuresPerMinute: 3, clock });
    rest = await restHarness({ auth: { identity: basicIdentity(logins, tokenIdentity(OPERATOR_TOKEN)) } });
  });
  afterEach(async () => {
    await rest.close();
    users.remove();
  });

  const status = async (headers: Headers, project = 'shop') =>
    (await rest.call('GET', `/v1/${project}/stacks`, { headers: { 'x-auth-token': undefined, ...headers } }))
      .status;
  const basic = (name: string, password: string) => ({ authorization: basicHeader(name, password) });

  it('knows users by name and password, and asks for them', async () => {
    assert.equal(await status(basic('shop-member', PASSWORD)), 200);
    const wrong = [basic('shop-member', 'wrong'), basic('nobody', PASSWORD), { authorization: 'Basic ####' }];
    for (const headers of wrong) assert.equal(await status(headers), 401);
    const { headers } = await rest.call('GET', '/v1/shop/stacks', { headers: { 'x-auth-token': undefined } });
    assert.equal(headers['www-authenticate'], 'Basic realm="isotherm", charset="UTF-8"');
  });

  it('takes passwords with colons and of any script, and hashes of htpasswd', async () => {
    const odd = 'pässwört: 密码';
    const line = (name: string, hash: string) =>
      userLine({ name, hash, projects: new Map([['shop', ['reader']]]) });
    users.write(
      `# made by hand\n\n${line('ann', await hashPassword(odd))}\n${line('ben', BCRYPT.replace('$2b', '$2y'))}\r\n`,
    );
    assert.equal(await status(basic('ann', odd)), 200);
    assert.equal(await status(basic('ben', 'from apache')), 200);
    assert.equal(await status(basic('ben', 'from nginx')), 401);
  });

  it('lets a user without projects log in and do nothing', async () => {
    users.write(`ben:${BCRYPT}\n`);
    assert.equal(await status(basic('ben', 'from apache')), 403);
  });

  it('reads the file again when it has changed, and lets nobody in while it cannot be used', async () => {
    const member = basic('shop-member', PASSWORD);
    assert.equal(await status(member), 200);
    users.write('broken\n');
    assert.equal(await status(member), 503);
    users.write(`shop-member:${users.hash}:shop=reader\n`);
    assert.equal(await status(member), 200);
    chmodSync(users.path, 0o644);
    assert.equal(await status(member), 503);
    chmodSync(users.path, 0o600);
    assert.equal(await status(member), 200);
    users.write(`shop-member:${users.hash}:lab=reader\n`);
    assert.equal(await status(member), 403);
    users.write('');
    assert.equal(await status(member), 401);
    assert.equal(await status({ 'x-auth-token': OPERATOR_TOKEN }), 200);
  });

  it('lets many requests of one user in at once, though each would count', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => status(basic('shop-member', PASSWORD))),
    );
    assert.deepEqual(new Set(answers), new Set([200]));
  });

  it('slows down who guesses at one user, wherever it comes from, and not who was let in', async () => {
    assert.equal(await status(basic('shop-member', PASSWORD)), 200);
    const guesses = await Promise.all(
      Array.from({ length: 5 }, (_, at) => status(basic('shop-member', `guess ${at}`))),
    );
    assert.deepEqual(guesses.sort(), [401, 401, 401, 429, 429]);
    assert.equal(await status(basic('shop-member', PASSWORD)), 200);
    await clock.pass(20_000);
    assert.deepEqual(
      [await status(basic('shop-member', 'x')), await status(basic('shop-member', 'x'))],
      [401, 429],
    );
  });
});

describe('logins', () => {
  const attempt = (name: string, address: string) => ({ name, password: 'a guess', address });
  const codes = (all: PromiseSettledResult<unknown>[]) =>
    all.map((each) => (each.status === 'rejected' ? (each.reason as IsothermError).code : 'let in'));
  const tries = async (logins: Logins, attempts: Parameters<Logins['login']>[0][]) =>
    codes(await Promise.allSettled(attempts.map((each) => logins.login(each))));
  let users: Awaited<ReturnType<typeof userFile>>;
  let logins: Logins;
  before(async () => {
    users = await userFile([], []);
    // The cheapest hash there is: what is tested is how often it is looked at.
    users.write(`ann:${BCRYPT}:shop=member\n`);
  });
  beforeEach(() => {
    logins = new Logins(new UserFile(users.path), { failuresPerMinute: 2, clock: new ManualClock() });
  });
  after(() => {
    users.remove();
  });

  it('count one network of IPv6 once, whichever of its addresses they come from', async () => {
    const one = ['1', '2', '3', '4'].map((end) => attempt(`user ${end}`, `2001:db8:1:2::${end}`));
    assert.deepEqual((await tries(logins, one)).sort(), [
      'request.too-many', 'request.too-many', 'request.unauthorized', 'request.unauthorized',
    ]); // prettier-ignore
    assert.deepEqual(await tries(logins, [attempt('user 5', '2001:db8:1:3::1')]), ['request.unauthorized']);
  });

  it('that are refused do not let a name be forgotten that is being guessed at', async () => {
    const guess = (address: string) => tries(logins, [attempt('ann', address)]);
    assert.deepEqual([await guess('192.0.2.1'), await guess('192.0.2.1')], [['request.unauthorized'], ['request.unauthorized']]); // prettier-ignore
    // As many as are kept, and more: this address may not try any more, whoever it names.
    const many = Array.from({ length: 10_050 }, (_, at) => attempt(`nobody ${at}`, '192.0.2.1'));
    assert.deepEqual(new Set(await tries(logins, many)), new Set(['request.too-many']));
    assert.deepEqual(await guess('192.0.2.2'), ['request.too-many']);
  });
});

describe('user files', () => {
  it('are refused with the line at fault, and without its hash', async () => {
    const hash = await hashPassword('whatever');
    const faults: [string, RegExp][] = [
      ['nothing', /line 1: the password of "nothing"/],
      [':x', /line 1: it does not begin with the name/],
      [`a:${hash}\na:${hash}`, /line 2: there is another user "a"/],
      ['a:plain-text', /line 1: the password of "a" is not hashed/],
      ['a:$apr1$salt$aaaaaaaaaaaaaaaaaaaaaa', /is not hashed/],
      [`a:${BCRYPT.replace('$05$', '$31$')}`, /is not hashed/],
      ['a:$scrypt$ln=30,r=8,p=1$c2FsdA$aGFzaA', /is not hashed/],
      [`a:${hash}:shop`, /the projects of "a"/],
      [`a:${hash}:shop=`, /the projects of "a"/],
      [`a:${hash}:sh op=member`, /the projects of "a"/],
      [`a:${hash}:shop=member;shop=admin`, /the projects of "a"/],
      [`a:${hash}:shop=member:more`, /more than three fields/],
    ];
    for (const [text, wanted] of faults) {
      assert.throws(
        () => parseUsers(text, 'users'),
        (error: Error) =>
          wanted.test(error.message) &&
          !error.message.includes(hash.slice(-20)) &&
          !error.message.includes('plain-text'),
        text,
      );
    }
  });

  it('are written as they are read', () => {
    const text = `a:${BCRYPT}:shop=member,reader;lab=admin`;
    assert.equal(userLine(parseUsers(text, 'users').get('a')!), text);
  });

  it('hold hashes that fit their password and no other', async () => {
    const hash = await hashPassword('right');
    assert.ok(isPasswordHash(hash) && isPasswordHash(BCRYPT));
    assert.notEqual(hash, await hashPassword('right'));
    const answers = [await checkPassword('right', hash), await checkPassword('Right', hash), await checkPassword('', hash), await checkPassword('from apache', BCRYPT), await checkPassword('x', 'x')]; // prettier-ignore
    assert.deepEqual(answers, [true, false, false, true, false]);
  });
});
