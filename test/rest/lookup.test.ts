import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const base = '/v1/default';

describe('REST: lookup', () => {
  let rest: RestHarness;
  let path: string;
  let id: string;
  before(async () => {
    rest = await restHarness();
    path = await rest.create('web', twoThings);
    id = path.split('/').at(-1) ?? '';
  });
  after(() => rest.close());

  it('redirects every method to the canonical URL and keeps the query', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const { status, headers } = await rest.call(method, `${base}/stacks/web?a=1&b=%20`);
      assert.deepEqual(
        [status, headers['location']],
        [302, `http://127.0.0.1:8004${path}?a=1&b=%20`],
        method,
      );
    }
    assert.equal((await rest.call('GET', path)).json.stack.stack_status, 'CREATE_IN_PROGRESS');
  });

  it('finds a stack by its id and by its ARN', async () => {
    for (const name of [
      id,
      `arn:openstack:heat::default:stacks/web/${id}`,
      encodeURIComponent(`arn:openstack:heat::default:stacks/web/${id}`),
    ]) {
      const { status, headers } = await rest.call('GET', `${base}/stacks/${name}`);
      assert.deepEqual([status, headers['location']], [302, `http://127.0.0.1:8004${path}`], name);
    }
  });

  it('finds what is below a stack by an ARN too, however much of it is encoded', async () => {
    const arn = `arn:openstack:heat::default:stacks/web/${id}`;
    for (const [name, below] of [
      [`${arn}/resources/first`, '/resources/first'],
      [`${encodeURIComponent(arn)}/actions`, '/actions'],
      [encodeURIComponent(`${arn}/resources/a b`), '/resources/a%20b'],
    ] as const) {
      const { status, headers } = await rest.call('GET', `${base}/stacks/${name}?x=1`);
      assert.deepEqual(
        [status, headers['location']],
        [302, `http://127.0.0.1:8004${path}${below}?x=1`],
        name,
      );
    }
    const other = await rest.call('GET', `${base}/stacks/${arn.replace('openstack', 'aws')}/resources/first`);
    assert.deepEqual([other.status, other.json.error.code], [404, 'request.not-found']);
  });

  it('finds what is below a stack', async () => {
    for (const below of ['resources', 'events', 'template']) {
      const { status, headers } = await rest.call('GET', `${base}/stacks/web/${below}`);
      assert.deepEqual([status, headers['location']], [302, `http://127.0.0.1:8004${path}/${below}`]);
    }
  });

  it('finds what is asked of a stack by its name, with the methods that are for it', async () => {
    for (const [method, below] of [
      ['POST', 'actions'], ['GET', 'actions'], ['GET', 'snapshots'], ['POST', 'snapshots'], ['GET', 'failures'],
      ['GET', 'drift'], ['GET', 'revisions'], ['GET', 'left_behind'], ['GET', 'export'], ['DELETE', 'abandon'],
      ['POST', 'plan'], ['PUT', 'plan'], ['PATCH', 'plan'], ['PUT', 'preview'], ['PATCH', 'preview'],
      ['GET', 'outputs'], ['GET', 'why'],
    ] as const) {
      const { status, headers } = await rest.call(method, `${base}/stacks/web/${below}?x=1`);
      assert.deepEqual([status, headers['location']], [302, `http://127.0.0.1:8004${path}/${below}?x=1`], below);
      assert.equal((await rest.call(method, `${base}/stacks/none/${below}`)).status, 404);
    } // prettier-ignore
    const refused = await rest.call('GET', `${base}/stacks/web/plan`);
    assert.deepEqual([refused.status, refused.headers['allow']], [405, 'POST, PUT, PATCH']);
  });

  it('finds stacks whose names are words of the API', async () => {
    for (const name of ['plan', 'preview']) {
      const own = await rest.create(name, twoThings);
      const { status, headers } = await rest.call('GET', `${base}/stacks/${name}`);
      assert.deepEqual([status, headers['location']], [302, `http://127.0.0.1:8004${own}`]);
      await rest.call('DELETE', own);
      rest.useCases.settle();
    }
  });

  it('answers HTML, and JSON to who accepts only that', async () => {
    const html = await rest.call('GET', `${base}/stacks/web`, { headers: { accept: '*/*' } });
    assert.match(String(html.headers['content-type']), /^text\/html/);
    assert.match(html.text, /<a href="http:\/\/127\.0\.0\.1:8004\/v1\/default/);
    const json = await rest.call('GET', `${base}/stacks/web`, { headers: { accept: 'application/json' } });
    assert.equal(json.json.code, '302 Found');
    assert.equal(json.json.title, 'Found');
    assert.ok(json.json.message.includes(path));
  });

  it('writes nothing of the request into HTML unescaped', async () => {
    const { text } = await rest.call('GET', `${base}/stacks/web?a=<script>"`, {
      headers: { accept: 'text/html' },
    });
    assert.ok(!text.includes('<script>'));
  });

  it('answers 404 for what is not there, whatever the name looks like', async () => {
    for (const name of [
      'none',
      'preview',
      'arn:openstack:heat::default:stacks/web/none',
      'a%2Fb',
      'x'.repeat(900),
    ]) {
      assert.equal((await rest.call('GET', `${base}/stacks/${name}`)).status, 404, name);
    }
    assert.equal((await rest.call('GET', '/v1/other/stacks/web')).status, 404);
  });
});
