import assert from 'node:assert/strict';
import { restHarness, twoThings, type RestHarness } from '../support/rest-harness.js';

const base = '/v1/default';

describe('REST: templates, resource types, versions, health', () => {
  let rest: RestHarness;
  let waits: string | undefined;
  before(async () => {
    rest = await restHarness({ waitsFor: () => waits });
  });
  after(() => rest.close());

  it('answers the template as an object, also when it was given as YAML', async () => {
    const yaml = 'heat_template_version: 2021-04-16\nresources: {a: {type: Memory::Plain}}\n';
    for (const [name, template, expected] of [
      ['json', twoThings, twoThings],
      ['yaml', yaml, { heat_template_version: '2021-04-16', resources: { a: { type: 'Memory::Plain' } } }],
    ] as const) {
      const path = await rest.create(name, template);
      assert.deepEqual((await rest.call('GET', `${path}/template`)).json, expected);
    }
  });

  it('validates a template and describes its parameters', async () => {
    const template = {
      heat_template_version: '2021-04-16',
      parameters: {
        size: {
          type: 'number',
          default: 2,
          label: 'Size',
          constraints: [{ range: { min: 1, max: 5 }, description: '1 to 5' }],
        },
        word: {
          type: 'string',
          hidden: true,
          constraints: [{ allowed_pattern: '[a-z]+' }, { length: { max: 8 } }],
        },
      },
      resources: {},
    };
    const { status, json } = await rest.call('POST', `${base}/validate`, { body: { template } });
    assert.equal(status, 200);
    assert.deepEqual(json.Parameters, {
      size: {
        Type: 'Number', Description: '', Label: 'Size', NoEcho: 'false', Default: 2,
        MinValue: 1, MaxValue: 5, ConstraintDescription: '1 to 5',
      },
      word: { Type: 'String', Description: '', Label: 'word', NoEcho: 'true', AllowedPattern: '[a-z]+', MaxLength: 8 },
    }); // prettier-ignore
    const { json: given } = await rest.call('POST', `${base}/validate?show_nested=true&ignore_errors=99001`, {
      body: {
        template: {
          heat_template_version: '2018-03-02',
          parameters: {
            a: { type: 'comma_delimited_list', default: 'x,y', tags: ['one'] },
            b: { type: 'number', default: 3, constraints: [{ modulo: { step: 2, offset: 1 } }] },
          },
          parameter_groups: [{ label: 'Both', parameters: ['a', 'b'] }],
        },
        parameters: { a: 'z' },
        environment: { parameter_defaults: { b: 5 } },
      },
    });
    const { a, b } = given.Parameters;
    assert.deepEqual([a.Default, a.Value, a.Tags], ['x,y', ['z'], ['one']]);
    assert.deepEqual([b.Default, 'Value' in b, b.Step, b.Offset], [5, false, 2, 1]);
    assert.deepEqual(given.ParameterGroups, [{ label: 'Both', description: '', parameters: ['a', 'b'] }]);
    for (const query of ['?show_nested=perhaps', '?ignore_errors=99001,7'])
      assert.equal((await rest.call('POST', `${base}/validate${query}`, { body: { template } })).status, 400);
    const none = await rest.call('POST', `${base}/validate?ignore_errors=`, { body: { template } });
    assert.equal(none.json.error?.code, undefined);
    const bad = await rest.call('POST', `${base}/validate`, {
      body: { template: { ...template, resources: { a: {} } } },
    });
    assert.deepEqual([bad.status, bad.json.error.code], [400, 'template.invalid']);
    assert.equal(
      (await rest.call('POST', `${base}/validate`, { body: {} })).json.error.message,
      'No template specified',
    );
  });

  it('takes the one environment file that is named', async () => {
    const files = { 'e.yaml': 'parameters: {text: from a file}' };
    const path = await rest.create('env', twoThings, {
      environment: {},
      environment_files: ['e.yaml'],
      files,
    });
    assert.equal((await rest.call('GET', path)).json.stack.parameters.text, 'from a file');
    const missing = { stack_name: 'x', template: twoThings, environment_files: ['none'] };
    assert.equal((await rest.call('POST', `${base}/stacks`, { body: missing })).status, 400);
  });

  it('lists template versions with their aliases', async () => {
    const { template_versions: versions } = (await rest.call('GET', `${base}/template_versions`)).json;
    assert.deepEqual(versions.at(-1), {
      version: 'heat_template_version.2021-04-16',
      type: 'hot',
      aliases: ['heat_template_version.wallaby'],
    });
    assert.equal(versions.length, 13);
  });

  it('lists resource types', async () => {
    const list = async (query: string) =>
      (await rest.call('GET', `${base}/resource_types${query}`)).json.resource_types;
    assert.deepEqual(await list(''), ['Memory::Thing', 'Memory::Plain']);
    assert.deepEqual(await list('?name=.*Plain'), ['Memory::Plain']);
    assert.deepEqual(await list('?name=Plain'), []);
    assert.deepEqual(await list('?support_status=DEPRECATED'), []);
    assert.deepEqual(await list('?version=5.0.0'), []);
    const { status, json } = await rest.call('GET', `${base}/resource_types?support_status=none`);
    assert.equal(status, 400);
    assert.match(json.error.message, /Invalid support status and should be one of \('UNKNOWN', /);
    assert.deepEqual((await list('?with_description=true'))[1], {
      resource_type: 'Memory::Plain',
      description: 'A thing without properties.',
    });
  });

  it('stops a name filter that takes too long', async () => {
    assert.equal((await rest.call('GET', `${base}/resource_types?name=(`)).status, 400);
    const slow = encodeURIComponent('(.*.*.*.*.*.*.*.*.*.*)*X');
    const { status, json } = await rest.call('GET', `${base}/resource_types?name=${slow}`);
    assert.equal(status, 400);
    assert.match(json.error.message, /too long/);
  });

  it('describes a resource type in Heat’s words', async () => {
    const { json } = await rest.call('GET', `${base}/resource_types/Memory::Thing`);
    assert.deepEqual(json.properties.text, {
      type: 'string', required: false, update_allowed: true, immutable: false, description: 'What it says',
      default: '', constraints: [{ length: { max: 1000 } }],
    }); // prettier-ignore
    assert.deepEqual(json.properties.size.constraints, [{ allowed_values: ['small', 'large'] }]);
    assert.equal(json.properties.size.update_allowed, false);
    assert.equal(json.properties.labels.type, 'map');
    assert.equal(json.properties.labels.schema['*'].type, 'string');
    assert.equal(json.properties.ports.type, 'list');
    assert.deepEqual(json.properties.ports.schema['*'].constraints, [{ range: { min: 1, max: 65_535 } }]);
    assert.deepEqual(json.attributes.text, { type: 'string', description: 'What it says' });
    assert.equal(json.attributes.pid.type, 'integer');
    assert.equal(json.support_status.status, 'SUPPORTED');
    assert.equal('description' in json, false);
    const { status, json: none } = await rest.call('GET', `${base}/resource_types/None::Such`);
    assert.deepEqual(
      [status, none.error.message],
      [404, 'The Resource Type (None::Such) could not be found.'],
    );
  });

  it('makes a first template of a type that is valid', async () => {
    const url = `${base}/resource_types/Memory::Thing/template`;
    const hot = (await rest.call('GET', `${url}?template_type=hot`)).json;
    assert.deepEqual(hot.resources.Thing.properties.text, { get_param: 'text' });
    assert.equal(hot.parameters.password.hidden, true);
    assert.equal((await rest.call('POST', `${base}/validate`, { body: { template: hot } })).status, 200);
    const cfn = (await rest.call('GET', url)).json;
    assert.deepEqual(cfn.Resources.Thing.Properties.text, { Ref: 'text' });
    assert.deepEqual((await rest.call('GET', `${url}?template_type=HOT`)).json, hot);
    assert.equal((await rest.call('GET', `${url}?template_type=xml`)).status, 400);
  });

  it('tells its versions', async () => {
    for (const url of ['/', '/versions']) {
      const { status, json } = await rest.call('GET', url);
      assert.equal(status, 300);
      assert.deepEqual(json.versions, [
        { id: 'v1.0', status: 'CURRENT', links: [{ rel: 'self', href: 'http://127.0.0.1:8004/v1/' }] },
      ]);
    }
    assert.deepEqual((await rest.call('GET', `${base}/build_info`)).json, {
      api: { revision: '1.2.3' },
      engine: { revision: '1.2.3' },
    });
  });

  it('tells how it is', async () => {
    assert.equal((await rest.call('GET', '/healthcheck')).text, 'OK');
    assert.deepEqual((await rest.call('GET', '/readyz')).json, { ready: true });
    waits = 'a worker';
    const { status, json } = await rest.call('GET', '/readyz');
    assert.deepEqual([status, json], [503, { ready: false, waits_for: 'a worker' }]);
    waits = undefined;
  });

  it('documents every route', async () => {
    const { json } = await rest.call('GET', '/openapi.json');
    assert.equal(json.openapi, '3.1.0');
    const paths = Object.keys(json.paths);
    assert.ok(
      paths.includes('/v1/{tenant}/stacks/{stackName}/{stackId}/resources/{resource}/events/{eventId}'),
    );
    for (const [path, operations] of Object.entries<Record<string, { summary?: string }>>(json.paths)) {
      for (const [method, { summary }] of Object.entries(operations))
        assert.ok(summary, `${method} ${path} has no summary`);
    }
  });
});
