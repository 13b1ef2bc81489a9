import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const stacks = '/v1/default/stacks';

describe('REST: what no database can store', () => {
  let rest: RestHarness;
  before(async () => {
    rest = await restHarness();
  });
  after(() => rest.close());

  for (const path of [
    '/v1/de%00fault/stacks',
    `${stacks}/x%00y`,
    `${stacks}?name=x%00y`,
    `${stacks}?marker=%00`,
    `${stacks}/a/b/resources/c%00/logs`,
  ]) {
    it(`is refused in ${path}`, async () => {
      const { status, json } = await rest.call('GET', path);
      assert.equal(status, 400);
      assert.equal(json.error.code, 'request.invalid');
    });
  }

  it('is refused in tags', async () => {
    for (const tags of ['a\0b', ['x', 'a\ud800']]) {
      const { status, json } = await rest.call('POST', stacks, {
        body: { stack_name: 'tagged', template: twoThings, tags },
      });
      assert.equal(status, 400);
      assert.match(json.error.message, /Invalid tag/);
    }
  });

  it('is refused where a number is too large', async () => {
    const body = { stack_name: 'late', template: twoThings, timeout_mins: 99_999_999_999 };
    assert.equal((await rest.call('POST', stacks, { body })).status, 400);
  });

  it('is told in the form of Heat where not even the path can be read', async () => {
    for (const path of [`${stacks}/%zz`, `${stacks}/%ED%A0%80`]) {
      const { status, json } = await rest.call('GET', path);
      assert.equal(status, 400);
      assert.equal(json.error.code, 'request.invalid');
    }
  });
});
