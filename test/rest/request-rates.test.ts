import assert from 'node:assert/strict';
import { tokenIdentity } from '../../services/engine/edge/identity/token-identity.js';
import { RequestRates } from '../../services/engine/edge/rest/http/request-rates.js';
import { basicShape, type IdentityShape } from '../support/identity-shapes.js';
import { ManualClock } from '../support/manual-clock.js';
import { restHarness, TOKEN, type RestHarness } from '../support/rest-harness.js';

const stacks = '/v1/default/stacks';

describe('REST: how many requests a second', () => {
  const clock = new ManualClock();
  let shape: IdentityShape;
  let rest: RestHarness;
  before(async () => {
    shape = await basicShape(['default'], ['reader', 'member']);
  });
  beforeEach(async () => {
    const rates = new RequestRates({
      principal: { perSecond: 2, burst: 3 },
      address: { perSecond: 0.5, burst: 2 },
      clock,
    });
    rest = await restHarness({ auth: { identity: shape.identity, rates } });
  });
  afterEach(() => rest.close());
  after(() => shape.close());

  const as = async (role: string) => ({ 'x-auth-token': undefined, ...(await shape.as('default', role)) });
  const status = async (headers: Record<string, string | undefined>, url = stacks) =>
    (await rest.call('GET', url, { headers })).status;
  const nobody = { 'x-auth-token': undefined };

  it('of one user are answered, and not of all together', async () => {
    const [reader, member] = [await as('reader'), await as('member')];
    for (let at = 0; at < 3; at += 1) assert.equal(await status(reader), 200);
    const refused = await rest.call('GET', stacks, { headers: reader });
    assert.deepEqual([refused.status, refused.json.error.code], [429, 'request.too-many']);
    assert.equal(refused.headers['retry-after'], '1');
    assert.equal(await status(member), 200);
    await clock.pass(500);
    assert.deepEqual([await status(reader), await status(reader)], [200, 429]);
    // No more is kept than a burst.
    await clock.pass(3_600_000);
    const answers = [];
    for (let at = 0; at < 4; at += 1) answers.push(await status(reader));
    assert.deepEqual(answers, [200, 200, 200, 429]);
  });

  it('of an address that nobody knows are answered, whatever they ask, but for whether it is well', async () => {
    assert.deepEqual(
      [await status(nobody), await status({ ...nobody, authorization: 'Basic eDp5' })],
      [401, 401],
    );
    const refused = await rest.call('GET', '/openapi.json', { headers: nobody });
    assert.deepEqual([refused.status, refused.headers['retry-after']], [429, '2']);
    assert.equal(await status(nobody, '/'), 429);
    for (const probe of ['/healthz', '/readyz', '/healthcheck'])
      assert.equal(await status(nobody, probe), 200);
    await clock.pass(2_000);
    assert.equal(await status(nobody, '/'), 300);
  });

  it('of one network of IPv6 count together, since whoever has it has all its addresses', () => {
    const rates = new RequestRates({ address: { perSecond: 1, burst: 2 }, clock });
    rates.countAnonymous('2001:db8::1');
    rates.countAnonymous('2001:db8::2');
    for (const refused of [
      () => {
        rates.countAnonymous('2001:db8::3');
      },
      () => {
        rates.mayAsk('2001:db8::4');
      },
    ])
      // prettier-ignore
      assert.throws(refused, { code: 'request.too-many' });
    rates.countAnonymous('2001:db8:0:1::1');
  });

  it('do not count against an address while they are from somebody', async () => {
    const member = await as('member');
    for (let at = 0; at < 10; at += 1) {
      assert.equal(await status(member), 200);
      await clock.pass(500);
    }
    assert.equal(await status(nobody), 401);
  });

  it('are not limited where nothing says so', async () => {
    const free = await restHarness({ auth: { identity: tokenIdentity(TOKEN) } });
    for (let at = 0; at < 200; at += 1) assert.equal((await free.call('GET', stacks)).status, 200);
    await free.close();
  });
});
