import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

describe('REST: environments', () => {
  let rest: RestHarness;
  beforeEach(async () => {
    rest = await restHarness();
  });
  afterEach(() => rest.close());

  const files = {
    'a.yaml': 'parameters: {text: a}\n',
    'b.yaml': 'parameters: {text: b}\nresource_registry: {X: Y}\n',
  };
  const environment_files = ['a.yaml', 'b.yaml'];

  it('shows the merged one and the files, by the stack’s name too', async () => {
    // As Heat's client sends them: the body says what it merged itself.
    const environment = { parameters: { text: 'other' } };
    const path = await rest.create('web', twoThings, { files, environment_files, environment });
    const shown = await rest.call('GET', `${path}/environment`);
    assert.equal(shown.status, 200);
    assert.deepEqual(shown.json, {
      parameters: { text: 'b' },
      parameter_defaults: {},
      resource_registry: { resources: {}, X: 'Y' },
      event_sinks: [],
      encrypted_param_names: [],
    });
    assert.deepEqual((await rest.call('GET', `${path}/files`)).json, files);
    for (const part of ['environment', 'files']) {
      const answer = await rest.call('GET', `/v1/default/stacks/web/${part}`);
      assert.equal(answer.status, 302);
      assert.match(String(answer.headers['location']), new RegExp(`${path}/${part}$`));
    }
  });

  it('refuses a file that is not there by name, and tells faults with their file', async () => {
    const body = { stack_name: 'web', template: twoThings, files: { 'a.yaml': 'zz: 1' } };
    const { status, json } = await rest.call('POST', '/v1/default/stacks', {
      body: { ...body, environment_files: ['b.yaml', 'a.yaml'] },
    });
    assert.equal(status, 400);
    assert.deepEqual(
      json.faults.map(({ path, line }: { path: string; line?: number }) => [path, line]),
      [['environment_files', undefined], ['a.yaml: zz', 1]],
    ); // prettier-ignore
    assert.match(json.faults[0].message, /"b\.yaml", which is not in "files"/);
  });

  it('validates with it, and answers the one in force', async () => {
    const { json } = await rest.call('POST', '/v1/default/validate', {
      body: { template: twoThings, files, environment_files, parameters: { text: 'c' } },
    });
    assert.deepEqual(json.Environment.parameters, { text: 'c' });
    assert.deepEqual(json.Environment.resource_registry, { resources: {}, X: 'Y' });
  });

  it('an update of nothing but an empty environment is a new try', async () => {
    const path = await rest.create('web', twoThings);
    rest.useCases.settle();
    const body = { environment: {}, files: {}, parameters: {}, environment_files: [] };
    assert.equal((await rest.call('PATCH', path, { body })).status, 202);
  });
});
