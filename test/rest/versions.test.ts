import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root.js';
import { restHarness, type RestHarness } from '../support/rest-harness.js';

/** What Heat 19 answers for each version: its functions, and those of conditions, with what it says of them. */
type Recorded = Record<
  string,
  { readonly functions: Record<string, string>; readonly conditions: Record<string, string> }
>;
const recorded = JSON.parse(
  readFileSync(join(packageRoot, 'test/rest/data/heat-functions.json'), 'utf8'),
) as Recorded;

/** Where one sentence has to do for what changed from version to version, or Heat's is the one of another function. */
const ourWords = new Set([
  'list_join',
  'repeat',
  'Ref',
  'make_url',
  'str_replace_strict',
  'str_replace_vstrict',
]);

describe('REST: versions', () => {
  let rest: RestHarness;
  before(async () => {
    rest = await restHarness();
  });
  after(() => rest.close());
  const get = (url: string, headers: Record<string, string | undefined> = {}) =>
    rest.call('GET', url, { headers });

  it('that there are not lead to those that there are, also without a token', async () => {
    for (const url of ['/v2', '/v2/default/stacks', '/v1.1/default/stacks', '/v10?x=1']) {
      const { status, json } = await get(url, { 'x-auth-token': undefined });
      assert.deepEqual([status, json.versions[0].id], [300, 'v1.0'], url);
    }
    for (const url of ['/v1', '/v1x/default/stacks', '/version'])
      assert.equal((await get(url)).status, 404, url);
  });

  it('are in the URL, or in Accept', async () => {
    const one = 'application/vnd.openstack.orchestration-v1.0';
    assert.equal((await get('/v1.0/default/stacks')).status, 200);
    assert.equal((await get('/default/stacks', { accept: one })).status, 200);
    assert.equal((await get('/v1/default/stacks', { accept: one })).status, 200);
    assert.equal((await get('/default/stacks')).status, 404);
    assert.equal((await get('/default/stacks', { accept: one.replace('1.0', '2.0') })).status, 300);
    for (const url of ['/', '/healthcheck', '/readyz', '/openapi.json'])
      assert.notEqual((await get(url, { accept: one })).status, 404, url);
    const { status } = await get('/default/stacks', { accept: one, 'x-auth-token': undefined });
    assert.equal(status, 401);
  });

  it('of templates have the functions that they have in Heat', async () => {
    for (const [version, { functions, conditions }] of Object.entries(recorded)) {
      for (const [query, expected] of [
        ['', functions],
        ['?with_condition_func=true', { ...functions, ...conditions }],
      ] as const) {
        const { json } = await get(`/v1/default/template_versions/${version}/functions${query}`);
        const ours = json.template_functions as { functions: string; description: string }[];
        assert.deepEqual(
          ours.map((each) => each.functions).sort(),
          Object.keys(expected).sort(),
          version + query,
        );
        for (const { functions: name, description } of ours) {
          if (ourWords.has(name)) assert.match(description, /^A function for .+\.$/);
          else assert.equal(description, expected[name], name);
        }
      }
    }
    for (const version of [
      'heat_template_version.2016-10-15',
      'pike',
      'AWSTemplateFormatVersion.2012-12-12',
      'constructor.1',
    ]) {
      const { status, json } = await get(`/v1/default/template_versions/${version}/functions`);
      assert.deepEqual([status, json.error.type], [404, 'NotFound']);
    }
  });

  it('and every answer in JSON say so without a charset, as Heat does', async () => {
    for (const url of ['/versions', '/v1/default/stacks', '/v1/default/stacks/none', '/openapi.json'])
      assert.equal((await get(url)).headers['content-type'], 'application/json', url);
  });
});
