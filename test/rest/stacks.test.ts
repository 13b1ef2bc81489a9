import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const base = '/v1/default';

describe('REST: stacks', () => {
  let rest: RestHarness;
  beforeEach(async () => {
    rest = await restHarness();
  });
  afterEach(() => rest.close());

  it('creates a stack: 201, a Location and the link of its canonical URL', async () => {
    const answer = await rest.call('POST', `${base}/stacks`, {
      body: { stack_name: 'web', template: twoThings },
    });
    assert.equal(answer.status, 201);
    const { id, links } = answer.json.stack;
    const href = `http://127.0.0.1:8004/v1/default/stacks/web/${id}`;
    assert.deepEqual(links, [{ href, rel: 'self' }]);
    assert.equal(answer.headers['location'], href);
    assert.match(String(answer.headers['x-openstack-request-id']), /^req-[0-9a-f-]{36}$/);
  });

  it('shows a stack in Heat’s form, and beside it convergence and revision', async () => {
    const path = await rest.create('web', twoThings);
    const before = await rest.call('GET', path);
    assert.equal(before.json.stack.stack_status, 'CREATE_IN_PROGRESS');
    assert.equal(before.json.stack.convergence, 'converging');
    assert.equal(before.json.stack.updated_time, null);
    rest.useCases.settle();
    const { json, headers } = await rest.call('GET', path);
    const { stack } = json;
    assert.equal(headers['etag'], '"1"');
    assert.equal(stack.revision, 1);
    assert.equal(stack.convergence, 'converged');
    assert.equal(stack.stack_status, 'CREATE_COMPLETE');
    assert.equal(stack.stack_status_reason, 'Stack CREATE completed successfully');
    assert.equal(stack.disable_rollback, true);
    assert.match(stack.creation_time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.deepEqual(stack.parameters, {
      'OS::project_id': 'default',
      'OS::stack_id': stack.id,
      'OS::stack_name': 'web',
      text: 'hello',
      secret: '******',
      list: 'a,b',
      flag: 'True',
    });
    assert.deepEqual(stack.outputs, [
      { output_key: 'said', description: 'What it says', output_value: 'hello' },
      { output_key: 'plain', description: 'No description given', output_value: 1 },
    ]);
    for (const [key, value] of Object.entries({
      capabilities: [],
      notification_topics: [],
      parent: null,
      tags: [],
      timeout_mins: null,
    })) {
      assert.deepEqual(stack[key], value, key);
    }
  });

  it('leaves outputs away when they are not to be resolved', async () => {
    const path = await rest.create('web', twoThings);
    const { json } = await rest.call('GET', `${path}?resolve_outputs=False`);
    assert.equal('outputs' in json.stack, false);
    assert.equal((await rest.call('GET', `${path}?resolve_outputs=perhaps`)).status, 400);
  });

  it('says of an output that is not known yet why', async () => {
    const path = await rest.create('web', twoThings);
    const { json } = await rest.call('GET', path);
    assert.equal(json.stack.outputs[0].output_value, null);
    assert.match(json.stack.outputs[0].output_error, /second/);
  });

  it('gives a stack without a description the words of Heat', async () => {
    const path = await rest.create('bare', { heat_template_version: '2021-04-16', resources: {} });
    assert.equal((await rest.call('GET', path)).json.stack.description, 'No description');
  });

  it('takes tags, a timeout and disable_rollback as texts too', async () => {
    const more = { tags: 'a,b', timeout_mins: '5', disable_rollback: 'FALSE' };
    const { stack } = (await rest.call('GET', await rest.create('web', twoThings, more))).json;
    assert.deepEqual([stack.tags, stack.timeout_mins, stack.disable_rollback], [['a', 'b'], 5, false]);
  });

  it('takes a tag without a text for none, so that all can be taken away', async () => {
    const path = await rest.create('web', twoThings, { tags: 'a,,b' });
    assert.deepEqual((await rest.call('GET', path)).json.stack.tags, ['a', 'b']);
    assert.equal((await rest.call('PATCH', path, { body: { tags: '' } })).status, 202);
    assert.deepEqual((await rest.call('GET', path)).json.stack.tags, []);
  });

  it('takes `converge` in updates alone, and only what can be true or false', async () => {
    const path = await rest.create('web', twoThings);
    const update = (converge: unknown) => rest.call('PUT', path, { body: { template: twoThings, converge } });
    assert.equal((await update('True')).status, 202);
    const wrong = await update('x');
    assert.deepEqual([wrong.status, wrong.json.error.code], [400, 'request.invalid']);
    for (const url of ['/stacks', '/stacks/preview', '/stacks/plan']) {
      const body = { stack_name: 'other', template: twoThings, converge: true };
      const { status, json } = await rest.call('POST', base + url, { body });
      assert.deepEqual([status, json.error.code], [400, 'request.unsupported'], url);
    }
  });

  it('shows with a template of CloudFormation the parameters that CloudFormation gives', async () => {
    const path = await rest.create('cfn', {
      HeatTemplateFormatVersion: '2012-12-12',
      Parameters: { P: { Type: 'String', Default: 'x' } },
      Resources: { a: { Type: 'Memory::Plain' } },
    });
    assert.deepEqual((await rest.call('GET', path)).json.stack.parameters, {
      'AWS::StackId': `arn:openstack:heat::default:stacks/cfn/${path.split('/').at(-1)}`,
      'AWS::StackName': 'cfn',
      'AWS::Region': 'ap-southeast-1',
      P: 'x',
    });
  });

  it('refuses what it does not have instead of ignoring it', async () => {
    for (const [name, value] of Object.entries({
      files_container: 'c',
      plan: 'of a create that nobody compares',
    })) {
      const body = { stack_name: 'web', template: twoThings, [name]: value };
      const answer = await rest.call('POST', `${base}/stacks`, { body });
      assert.equal(answer.status, 400);
      assert.equal(answer.json.error.type, 'NotSupported');
      assert.ok(answer.json.error.message.includes(name));
    }
  });

  it('refuses names that Heat refuses', async () => {
    for (const name of ['1web', 'we b', '', '-', 'a'.repeat(256), 'ü']) {
      const { status, json } = await rest.call('POST', `${base}/stacks`, {
        body: { stack_name: name, template: twoThings },
      });
      assert.equal(status, 400, name);
      assert.match(json.error.message, /Invalid stack name/);
    }
    const { json } = await rest.call('POST', `${base}/stacks`, { body: { template: twoThings } });
    assert.match(json.error.message, /No stack name specified/);
    const none = await rest.call('POST', `${base}/stacks`, { body: { stack_name: 'web' } });
    assert.equal(none.json.error.message, 'No template specified');
  });

  it('answers the first stack when the Idempotency-Key comes again', async () => {
    const body = { stack_name: 'web', template: twoThings };
    const headers = { 'idempotency-key': 'once-1' };
    const first = await rest.call('POST', `${base}/stacks`, { body, headers });
    const again = await rest.call('POST', `${base}/stacks`, { body, headers });
    assert.equal(again.status, 201);
    assert.equal(again.json.stack.id, first.json.stack.id);
    const bad = await rest.call('POST', `${base}/stacks`, { body, headers: { 'idempotency-key': 'a b' } });
    assert.equal(bad.status, 400);
  });

  it('answers 409 for a name that is taken', async () => {
    await rest.create('web', twoThings);
    const { status, json } = await rest.call('POST', `${base}/stacks`, {
      body: { stack_name: 'web', template: twoThings },
    });
    assert.equal(status, 409);
    assert.equal(json.title, 'Conflict');
    assert.equal(json.error.type, 'StackExists');
    assert.equal(json.error.code, 'stack.exists');
  });

  it('updates with PUT: 202, and a new revision', async () => {
    const path = await rest.create('web', twoThings);
    rest.useCases.settle();
    const answer = await rest.call('PUT', path, {
      body: { template: twoThings, parameters: { text: 'new' } },
    });
    assert.equal(answer.status, 202);
    assert.deepEqual(answer.json, {
      code: '202 Accepted', message: 'The request is accepted for processing.', title: 'Accepted', revision: 2,
    }); // prettier-ignore
    const { stack } = (await rest.call('GET', path)).json;
    assert.equal(stack.stack_status, 'UPDATE_IN_PROGRESS');
    assert.match(stack.updated_time, /Z$/);
    assert.equal(stack.parameters.text, 'new');
    assert.equal((await rest.call('PUT', path, { body: {} })).json.error.message, 'No template specified');
  });

  it('keeps with PATCH what is left out; without a body it applies the same again', async () => {
    const path = await rest.create('web', twoThings, { parameters: { text: 'mine' } });
    assert.equal((await rest.call('PATCH', path, { body: { parameters: { list: 'c' } } })).json.revision, 2);
    const { parameters } = (await rest.call('GET', path)).json.stack;
    assert.deepEqual([parameters.text, parameters.list], ['mine', 'c']);
    assert.equal((await rest.call('PATCH', path)).json.revision, 3);
    assert.equal((await rest.call('PUT', path, { body: { existing: 'true' } })).json.revision, 4);
  });

  it('updates the exact revision that If-Match names, or answers 412', async () => {
    const path = await rest.create('web', twoThings);
    const put = (header: string) =>
      rest.call('PUT', path, { body: { template: twoThings }, headers: { 'if-match': header } });
    const missed = await put('"7"');
    assert.equal(missed.status, 412);
    assert.equal(missed.json.error.code, 'stack.revision-mismatch');
    assert.equal((await put('"1"')).status, 202);
    assert.equal((await put('"1"')).status, 412);
    assert.equal((await put('*')).status, 202);
    assert.equal((await put('W/"3"')).status, 400);
  });

  it('deletes: 204, then 404; a deleted stack is still shown by its id', async () => {
    const path = await rest.create('web', twoThings);
    rest.useCases.settle();
    assert.equal((await rest.call('DELETE', path)).status, 204);
    rest.useCases.settle();
    assert.equal((await rest.call('DELETE', path)).status, 404);
    const { stack } = (await rest.call('GET', path)).json;
    assert.equal(stack.stack_status, 'DELETE_COMPLETE');
    assert.equal('outputs' in stack, false);
    assert.match(stack.deletion_time, /Z$/);
    assert.equal((await rest.call('GET', `${base}/stacks/web`)).status, 404);
  });

  it('knows a stack only under its own name, id and tenant', async () => {
    const path = await rest.create('web', twoThings);
    for (const wrong of [
      path.replace('/web/', '/other/'),
      path.replace('/default/', '/other/'),
      `${path}0`,
    ]) {
      const answer = await rest.call('GET', wrong);
      assert.equal(answer.status, 404);
      assert.match(answer.json.error.message, /^The Stack \(.+\) could not be found\.$/);
    }
  });
});
